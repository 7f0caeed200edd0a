import { expect } from 'vitest'
import { aCompanyWithAddress } from '../addresses.ts'
import { test } from '../harness.ts'
import { refusal } from './replies.ts'
import { success } from './super-admin-replies.ts'

const ROUNDS = Array.from({ length: 10 }, (_, round) => round)
const one = (addressId: number) => `/api/v3/io/addresses/${addressId}`
const notFound = refusal(404, 'Not Found Error', { errMsg: 'Address matching query does not exist.' })

test('when several callers delete one address, exactly one does', async ({ app }) => {
  for (const _ of ROUNDS) {
    const { companyId, addressId } = await aCompanyWithAddress(app)

    const replies = await Promise.all([1, 2, 3].map(() => app.send('DELETE', one(addressId))))

    expect(replies.toSorted((a, b) => a.status - b.status)).toEqual([
      success({ addressId }),
      notFound,
      notFound,
    ])
    expect(await app.events()).toEqual([{ event: 'address.deleted', addressId, companyId }])
  }
})

test('an address that is changed during its deletion is changed first, or not found', async ({ app }) => {
  for (const _ of ROUNDS) {
    const { companyId, addressId } = await aCompanyWithAddress(app)

    const [changed, deleted] = await Promise.all([
      app.send('PUT', one(addressId), { city: 'Dallas' }),
      app.send('DELETE', one(addressId)),
    ])

    expect(deleted).toEqual(success({ addressId }))
    const before = changed.status === 200 ? [{ event: 'address.updated', addressId, companyId }] : []
    expect(changed).toEqual(before.length > 0 ? success({ addressId }) : notFound)
    expect(await app.events()).toEqual([...before, { event: 'address.deleted', addressId, companyId }])
  }
})
