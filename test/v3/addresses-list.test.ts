import { expect } from 'vitest'
import type { NewAddress } from '../../src/domain/addresses.ts'
import { createExtraField } from '../../src/domain/extra-field-definitions.ts'
import { aCompany, anAddress } from '../builders.ts'
import { NOW } from '../databases.ts'
import { type App, fromOtherStore, fromReader, test } from '../harness.ts'
import { parameterError } from './replies.ts'
import { list } from './super-admin-replies.ts'

const url = '/api/v3/io/addresses'

const shown = (addressId: number, companyId: number) => ({
  addressId,
  firstName: 'Jane',
  lastName: 'Smith',
  phoneNumber: '',
  zipCode: '',
  addressLine1: '1 Main Street',
  addressLine2: '',
  city: 'Austin',
  stateName: 'Texas',
  countryName: 'United States',
  stateCode: 'TX',
  countryCode: 'US',
  companyId: String(companyId),
  isBilling: false,
  isShipping: false,
  isDefaultBilling: false,
  isDefaultShipping: false,
  label: '',
  externalId: '',
})

/** Two addresses of one company that differ in everything that a list can filter by. */
async function aPair(app: App, first: Partial<NewAddress>, second: Partial<NewAddress> = {}) {
  return app.arrange(async (writer) => {
    const companyId = await aCompany(writer)
    return [await anAddress(writer, companyId, first), await anAddress(writer, companyId, second)] as const
  })
}

async function idsOf(app: App, query: string): Promise<number[]> {
  const { body } = await app.send('GET', `${url}?${query}`)
  return body.data.map(({ addressId }: { addressId: number }) => addressId)
}

test('the list has the addresses of every company in order of id, without extra fields', async ({ app }) => {
  const { a, b, first, second } = await app.arrange(async (writer) => {
    const a = await aCompany(writer, { name: 'A' })
    const b = await aCompany(writer, { name: 'B' })
    return { a, b, first: await anAddress(writer, b), second: await anAddress(writer, a) }
  })

  expect(await app.send('GET', url, undefined, fromReader)).toEqual(list([shown(first, b), shown(second, a)]))
  expect(await app.send('GET', url, undefined, fromOtherStore)).toEqual(list([]))
})

test('isIncludeExtraFields=1 adds the extra fields', async ({ app }) => {
  const { companyId, full, empty } = await app.arrange(async (writer) => {
    const uuid = '7a1f0a5e-8f0e-4a3a-9d55-0d6a3f8f7f11'
    const field = { subject: 'address', uuid, fieldName: 'Dock', labelName: 'Dock', fieldType: 0 } as const
    await createExtraField(writer, field)
    const companyId = await aCompany(writer)
    const extraFields = [{ fieldName: 'Dock', fieldValue: 'B7' }]
    return {
      companyId,
      full: await anAddress(writer, companyId, { extraFields }),
      empty: await anAddress(writer, companyId),
    }
  })

  expect(await app.send('GET', `${url}?isIncludeExtraFields=1`)).toEqual(
    list([
      {
        ...shown(full, companyId),
        extraFields: [{ fieldName: 'Dock', fieldValue: 'B7', fieldType: 0 }],
      },
      { ...shown(empty, companyId), extraFields: [] },
    ]),
  )
  expect(await app.send('GET', `${url}?isIncludeExtraFields=0&limit=1`)).toEqual(
    list([shown(full, companyId)], { totalCount: 2, limit: 1 }),
  )
})

test('limit and offset give a page, and the total counts all', async ({ app }) => {
  const [first, second] = await aPair(app, {})

  expect(await idsOf(app, 'limit=1')).toEqual([first])
  expect(await idsOf(app, 'limit=1&offset=1')).toEqual([second])
  expect(await app.send('GET', `${url}?limit=1000&offset=2`)).toEqual(
    list([], { totalCount: 2, limit: 250, offset: 2 }),
  )
})

test('each text filter compares the whole text in any case, including letters outside ASCII', async ({
  app,
}) => {
  const [first, second] = await aPair(
    app,
    {
      firstName: 'Élodie',
      lastName: 'Ösp',
      city: 'Århus',
      zipCode: 'ab 1',
      phone: '+45 x1',
    },
    { firstName: 'Élodie-Marie' },
  )

  expect(await idsOf(app, `firstName=${encodeURIComponent('éLODIE')}`)).toEqual([first])
  expect(await idsOf(app, `lastName=${encodeURIComponent('öSP')}`)).toEqual([first])
  expect(await idsOf(app, `city=${encodeURIComponent('århus')}`)).toEqual([first])
  expect(await idsOf(app, 'zipCode=AB%201')).toEqual([first])
  expect(await idsOf(app, `phoneNumber=${encodeURIComponent('+45 X1')}`)).toEqual([first])
  expect(await idsOf(app, `firstName=${encodeURIComponent('Élodie-marie')}&city=austin`)).toEqual([second])
  expect(await idsOf(app, 'firstName=%25')).toEqual([])
})

test('address matches part of either line in any case, and wildcards are taken literally', async ({
  app,
}) => {
  const [first, second] = await aPair(
    app,
    { addressLine1: '5 Élan Road' },
    { addressLine2: 'Unit 100% \\ A_1' },
  )

  expect(await idsOf(app, `address=${encodeURIComponent('éLAN')}`)).toEqual([first])
  expect(await idsOf(app, `address=${encodeURIComponent('100% \\ a_')}`)).toEqual([second])
  expect(await idsOf(app, `address=${encodeURIComponent('5%road')}`)).toEqual([])
})

test('country and state match a code or a name', async ({ app }) => {
  const [first, second] = await aPair(app, { countryCode: 'CA', stateCode: 'ON' })

  for (const country of ['ca', 'Canada']) expect(await idsOf(app, `country=${country}`)).toEqual([first])
  for (const country of ['US', 'united states of america']) {
    expect(await idsOf(app, `country=${encodeURIComponent(country)}`)).toEqual([second])
  }
  for (const state of ['on', 'ontario']) expect(await idsOf(app, `state=${state}`)).toEqual([first])
  expect(await idsOf(app, 'country=Atlantis')).toEqual([])
  expect(await idsOf(app, 'country=US&state=ON')).toEqual([])
})

test('companyId keeps the addresses of one company', async ({ app }) => {
  const { companyId, addressId } = await app.arrange(async (writer) => {
    const companyId = await aCompany(writer)
    await anAddress(writer, await aCompany(writer))
    return { companyId, addressId: await anAddress(writer, companyId) }
  })

  expect(await idsOf(app, `companyId=${companyId}`)).toEqual([addressId])
  expect(await idsOf(app, `companyId=${companyId + 1000}`)).toEqual([])
})

test('isBilling and isShipping filter by use, and by its absence', async ({ app }) => {
  const [first, second] = await aPair(app, { isBilling: true }, { isShipping: true })

  for (const yes of ['true', 'True', '1']) {
    expect(await idsOf(app, `isBilling=${yes}`)).toEqual([first])
    expect(await idsOf(app, `isShipping=${yes}`)).toEqual([second])
  }
  for (const no of ['false', '0']) expect(await idsOf(app, `isBilling=${no}`)).toEqual([second])
})

test('externalId[] keeps those with any of the ids', async ({ app }) => {
  const [first, second] = await aPair(app, { externalId: 'ERP-1' }, { externalId: 'ERP-2' })

  expect(await idsOf(app, 'externalId[]=ERP-2')).toEqual([second])
  expect(await idsOf(app, 'externalId[]=ERP-1&externalId[]=ERP-2')).toEqual([first, second])
  expect(await idsOf(app, 'externalId%5B%5D=ERP-3')).toEqual([])
})

test('time bounds are inclusive', async ({ app }) => {
  const [first, second] = await aPair(app, {})
  app.clock.now += 60
  await app.send('PUT', `${url}/${second}`, {})

  expect(await idsOf(app, `minModified=${NOW + 60}`)).toEqual([second])
  expect(await idsOf(app, `maxModified=${NOW}`)).toEqual([first])
  expect(await idsOf(app, `minCreated=${NOW}&maxCreated=${NOW}`)).toEqual([first, second])
  expect(await idsOf(app, `minCreated=${NOW + 1}`)).toEqual([])
  expect(await idsOf(app, `maxCreated=${NOW - 1}`)).toEqual([])
})

test('a filter sent as the text of a missing value counts as not sent', async ({ app }) => {
  const ids = await aPair(app, {})

  expect(await idsOf(app, 'companyId=undefined&isBilling=null&firstName=&externalId[]=')).toEqual(ids)
})

test('an unreadable filter is refused by name', async ({ app }) => {
  const integer = ['A valid integer is required.']

  expect(
    await app.send('GET', `${url}?companyId=x&isBilling=maybe&minModified=soon&isIncludeExtraFields=2`),
  ).toEqual(
    parameterError({
      minModified: integer,
      companyId: integer,
      isBilling: ['Must be a valid boolean.'],
      isIncludeExtraFields: ['Not a valid choice.'],
    }),
  )
  expect(await app.send('GET', `${url}?limit=0`)).toEqual(
    parameterError({ limit: ['Ensure this value is greater than or equal to 1.'] }),
  )
})
