import { expect } from 'vitest'
import type { NewAddress } from '../../src/domain/addresses.ts'
import { aCompany, anAddress } from '../builders.ts'
import { NOW } from '../databases.ts'
import { type App, fromReader, test } from '../harness.ts'
import { success, valueError } from './replies.ts'

const addressesOf = (companyId: number) => `/api/v2/io/companies/${companyId}/addresses`

const shown = (addressId: number, more: object = {}) => ({
  addressId: String(addressId),
  firstName: 'Jane',
  lastName: 'Smith',
  addressLine1: '1 Main Street',
  addressLine2: '',
  city: 'Austin',
  country: { countryCode: 'US', countryName: 'United States' },
  state: { stateCode: 'TX', stateName: 'Texas' },
  zipCode: '',
  phoneNumber: '',
  isBilling: false,
  isShipping: false,
  isDefaultBilling: false,
  isDefaultShipping: false,
  externalId: '',
  ...more,
})

/** Two addresses of one company. */
function aPair(app: App, first: Partial<NewAddress> = {}, second: Partial<NewAddress> = {}) {
  return app.arrange(async (writer) => {
    const companyId = await aCompany(writer)
    await anAddress(writer, await aCompany(writer), { ...first, ...second })
    return {
      companyId,
      first: await anAddress(writer, companyId, first),
      second: await anAddress(writer, companyId, second),
    }
  })
}

/** The ids of the matching addresses, in the order of the reply. */
async function idsOf(app: App, companyId: number, query: string): Promise<number[]> {
  const { body } = await app.send('GET', `${addressesOf(companyId)}?${query}`)
  return Object.keys(body.data.addresses)
    .filter((key) => /^\d+$/.test(key))
    .map(Number)
}

test('the list has the company’s addresses by id, and tells which are the defaults', async ({ app }) => {
  const { companyId, first, second } = await aPair(
    app,
    { isDefaultBilling: true },
    { isDefaultShipping: true },
  )

  expect(await app.send('GET', addressesOf(companyId), undefined, fromReader)).toEqual(
    success(
      {
        addresses: {
          [first]: shown(first, { isBilling: true, isDefaultBilling: true }),
          [second]: shown(second, { isShipping: true, isDefaultShipping: true }),
          defaultBillingId: first,
          defaultShippingId: second,
        },
      },
      'SUCCESS',
    ),
  )
})

test('a missing default is 0, and a default that is on another page is still named', async ({ app }) => {
  const { companyId, first, second } = await aPair(app, { isDefaultBilling: true })

  expect(await app.send('GET', `${addressesOf(companyId)}?offset=1`)).toEqual(
    success(
      { addresses: { [second]: shown(second), defaultBillingId: first, defaultShippingId: 0 } },
      'SUCCESS',
    ),
  )
})

test('without a limit all addresses are listed', async ({ app }) => {
  const companyId = await app.arrange(async (writer) => {
    const companyId = await aCompany(writer)
    for (let made = 0; made < 12; made += 1) await anAddress(writer, companyId)
    return companyId
  })

  expect(await idsOf(app, companyId, '')).toHaveLength(12)
  expect(await idsOf(app, companyId, 'limit=4&offset=10')).toHaveLength(2)
  expect(await idsOf(app, companyId, 'limit=9999')).toHaveLength(12)
})

test('q matches part of a name, a line, the city, the zip code or the phone, in any case', async ({
  app,
}) => {
  const { companyId, first, second } = await aPair(
    app,
    { firstName: 'Élodie', city: 'Leeds', countryCode: 'GB', stateCode: '', zipCode: 'LS1 4AP' },
    { addressLine2: 'Unit 100%', phone: '555-3000' },
  )
  const found = (q: string) => idsOf(app, companyId, `q=${encodeURIComponent(q)}`)

  for (const q of ['éLO', 'LEEDS', 'ls1']) expect(await found(q)).toEqual([first])
  for (const q of ['100%', '3000', 'austin']) expect(await found(q)).toEqual([second])
  expect(await found('smi')).toEqual([first, second])
  expect(await found('1%0')).toEqual([])
})

test('every filter keeps the matching addresses', async ({ app }) => {
  const { companyId, first, second } = await aPair(
    app,
    {
      firstName: 'Ann',
      lastName: 'Lee',
      addressLine1: '5 High Road',
      city: 'Leeds',
      countryCode: 'GB',
      stateCode: 'ENG',
      zipCode: 'LS1',
      phone: '555-1',
      isBilling: true,
      externalId: 'ERP-1',
    },
    { isShipping: true, externalId: 'ERP-2' },
  )
  app.clock.now += 60
  await app.send('PUT', `${addressesOf(companyId)}/${second}`, {})
  const firsts = [
    'firstName=ann',
    'lastName=LEE',
    'address=high',
    'city=leeds',
    'country=United%20Kingdom',
    'state=eng',
    'zipCode=ls1',
    'phoneNumber=555-1',
    'isBilling=1',
    'isShipping=0',
    'externalId[]=ERP-1',
    `maxLastModifiedTime=${NOW}`,
  ]

  for (const query of firsts) expect([query, await idsOf(app, companyId, query)]).toEqual([query, [first]])
  expect(await idsOf(app, companyId, `minLastModifiedTime=${NOW + 60}`)).toEqual([second])
  const both = `minLastCreatedTime=${NOW}&maxLastCreatedTime=${NOW}&externalId[]=ERP-1&externalId[]=ERP-2`
  expect(await idsOf(app, companyId, both)).toEqual([first, second])
})

test('an unreadable filter is refused by name', async ({ app }) => {
  const { companyId } = await aPair(app)
  const get = (query: string) => app.send('GET', `${addressesOf(companyId)}?${query}`)

  expect(await get('minLastModifiedTime=01/01/2000')).toEqual(
    valueError({ minLastModifiedTime: 'A valid integer is required.' }),
  )
  expect(await get('isBilling=maybe&limit=0')).toEqual(
    valueError({
      isBilling: 'Must be a valid boolean.',
      limit: 'Ensure this value is greater than or equal to 1.',
    }),
  )
})
