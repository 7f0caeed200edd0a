import { expect } from 'vitest'
import { listRoleIds } from '../../src/domain/roles.ts'
import { aRole } from '../builders.ts'
import { fromOtherStore, test } from '../harness.ts'
import { rolesUrl } from './role-replies.ts'

const list = (data: unknown[], { totalCount = data.length, limit = 10, offset = 0 } = {}) => ({
  status: 200,
  body: { code: 200, data, meta: { message: 'success', pagination: { totalCount, limit, offset } } },
})
const predefined = (id: number, name: string) => ({ id, name, roleType: 1, roleLevel: 1 })
const custom = (id: number, name: string) => ({ id, name, roleType: 2, roleLevel: 1 })

test('every store lists the three predefined roles and its own, in order of id', async ({ app }) => {
  const ids = await app.arrange((writer) => listRoleIds(writer))

  const reply = await app.send('GET', rolesUrl)

  expect(reply).toEqual(
    list([
      predefined(ids.get('Admin') ?? 0, 'Admin'),
      predefined(ids.get('Senior Buyer') ?? 0, 'Senior Buyer'),
      predefined(ids.get('Junior Buyer') ?? 0, 'Junior Buyer'),
      custom(ids.get('Buyer with approval') ?? 0, 'Buyer with approval'),
    ]),
  )
  const other = await app.send('GET', rolesUrl, undefined, fromOtherStore)
  expect(other.body.data.map(({ name }: { name: string }) => name)).toEqual([
    'Admin',
    'Senior Buyer',
    'Junior Buyer',
  ])
})

test('the list is searched by name in any case, and has pages', async ({ app }) => {
  const ids = await app.arrange((writer) => listRoleIds(writer))
  const id = await app.arrange((writer) => aRole(writer, { name: 'Über_100%' }))
  const junior = predefined(ids.get('Junior Buyer') ?? 0, 'Junior Buyer')

  expect(await app.send('GET', `${rolesUrl}?q=BUYER&limit=1&offset=1`)).toEqual(
    list([junior], { totalCount: 3, limit: 1, offset: 1 }),
  )
  expect(await app.send('GET', `${rolesUrl}?q=${encodeURIComponent('üBER_100%')}`)).toEqual(
    list([custom(id, 'Über_100%')]),
  )
  expect(await app.send('GET', `${rolesUrl}?q=%25`)).toEqual(list([custom(id, 'Über_100%')]))
  expect(await app.send('GET', `${rolesUrl}?limit=1000&offset=9`)).toEqual(
    list([], { totalCount: 5, limit: 250, offset: 9 }),
  )
})

test('an unreadable limit is refused by name', async ({ app }) => {
  expect(await app.send('GET', `${rolesUrl}?limit=0`)).toEqual({
    status: 422,
    body: {
      code: 422,
      data: { errMsg: { limit: ['Ensure this value is greater than or equal to 1.'] } },
      meta: { message: 'Parameter Error' },
    },
  })
})
