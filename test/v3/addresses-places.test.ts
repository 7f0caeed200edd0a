import { expect } from 'vitest'
import { aCompany, anAddress } from '../builders.ts'
import { type App, test } from '../harness.ts'
import { parameterError, refusal } from './replies.ts'
import { REQUIRED, success } from './super-admin-replies.ts'

const url = '/api/v3/io/addresses'
const one = (addressId: number) => `${url}/${addressId}`
const UNMATCHED = ['The name does not match the code.']
const noChoice = (value: string) => [`"${value}" is not a valid choice.`]

/** Posts an address with these place fields and returns its place or the refusal. */
async function post(app: App, place: object) {
  const companyId = await app.arrange((writer) => aCompany(writer))
  const body = {
    firstName: 'Jane',
    lastName: 'Smith',
    addressLine1: '1 Main Street',
    city: 'Town',
    companyId,
  }
  const reply = await app.send('POST', url, { ...body, ...place })
  return reply.status === 200 ? placeOf(app, reply.body.data.addressId) : reply
}

async function placeOf(app: App, addressId: number) {
  const { countryCode, countryName, stateCode, stateName } = (await app.send('GET', one(addressId))).body.data
  return [countryCode, countryName, stateCode, stateName]
}

/** An address in Texas. Returns its id. */
const anAddressInTexas = (app: App) =>
  app.arrange(async (writer) => anAddress(writer, await aCompany(writer)))

test('codes alone, names alone or both name the same place, in any case and with or without accents', async ({
  app,
}) => {
  const california = ['US', 'United States', 'CA', 'California']
  const geneva = ['CH', 'Switzerland', 'GE', 'Genève']

  expect(await post(app, { countryCode: 'us', stateCode: 'ca' })).toEqual(california)
  expect(await post(app, { countryName: 'UNITED STATES', stateName: 'california' })).toEqual(california)
  expect(await post(app, { countryName: 'United States of America', stateCode: 'CA' })).toEqual(california)
  expect(
    await post(app, {
      countryCode: 'US',
      countryName: 'United States',
      stateCode: 'CA',
      stateName: 'California',
    }),
  ).toEqual(california)
  expect(await post(app, { countryCode: 'CH', stateName: 'Geneve' })).toEqual(geneva)
  expect(await post(app, { countryName: 'switzerland', countryCode: '', stateName: 'genève' })).toEqual(
    geneva,
  )
})

test('an unknown country, or a state that is not in it, is refused by name', async ({ app }) => {
  expect(await post(app, { countryCode: 'XX', stateCode: 'CA' })).toEqual(
    parameterError({ countryCode: noChoice('XX') }),
  )
  expect(await post(app, { countryName: 'Atlantis' })).toEqual(
    parameterError({ countryName: noChoice('Atlantis') }),
  )
  expect(await post(app, { countryCode: 'US', stateCode: 'ON' })).toEqual(
    parameterError({ stateCode: noChoice('ON') }),
  )
  expect(await post(app, { countryCode: 'FR', stateName: 'Texas' })).toEqual(
    parameterError({ stateName: noChoice('Texas') }),
  )
})

test('a name that does not belong to the given code is refused', async ({ app }) => {
  expect(await post(app, { countryCode: 'US', countryName: 'Canada', stateCode: 'CA' })).toEqual(
    parameterError({ countryName: UNMATCHED }),
  )
  expect(await post(app, { countryCode: 'US', stateCode: 'CA', stateName: 'Texas' })).toEqual(
    parameterError({ stateName: UNMATCHED }),
  )
})

test('of two states with the same name, the code decides', async ({ app }) => {
  expect(await post(app, { countryCode: 'ES', stateCode: 'S', stateName: 'Cantabria' })).toEqual([
    'ES',
    'Spain',
    'S',
    'Cantabria',
  ])
})

test('a country is required, and in some countries a state', async ({ app }) => {
  expect(await post(app, {})).toEqual(parameterError({ countryName: REQUIRED }))
  expect(await post(app, { countryCode: '', countryName: '' })).toEqual(
    parameterError({ countryName: REQUIRED }),
  )
  expect(await post(app, { countryCode: 'US' })).toEqual(parameterError({ stateName: REQUIRED }))
  expect(await post(app, { countryCode: 'GB', stateName: '' })).toEqual(['GB', 'United Kingdom', '', ''])
})

test('a country without states takes any state', async ({ app }) => {
  expect(await post(app, { countryCode: 'PR', stateName: 'San Juan' })).toEqual([
    'PR',
    'Puerto Rico',
    '',
    'San Juan',
  ])
  expect(await post(app, { countryCode: 'GG' })).toEqual(['GG', 'Guernsey', '', ''])
})

test('PUT of only a state keeps the country', async ({ app }) => {
  const addressId = await anAddressInTexas(app)

  expect(await app.send('PUT', one(addressId), { stateName: 'Ohio' })).toEqual(success({ addressId }))
  expect(await placeOf(app, addressId)).toEqual(['US', 'United States', 'OH', 'Ohio'])

  expect(await app.send('PUT', one(addressId), { stateCode: 'ON' })).toEqual(
    refusal(422, 'Processing data contains logical errors', {
      errMsg: 'stateCode: "ON" is not a valid choice.',
    }),
  )
  expect(await placeOf(app, addressId)).toEqual(['US', 'United States', 'OH', 'Ohio'])
})

test('PUT of another country drops the state, and needs a new one where the country requires it', async ({
  app,
}) => {
  const addressId = await anAddressInTexas(app)

  expect(await app.send('PUT', one(addressId), { countryName: 'Canada' })).toEqual(
    refusal(422, 'Processing data contains logical errors', { errMsg: 'stateName: This field is required' }),
  )
  expect(await placeOf(app, addressId)).toEqual(['US', 'United States', 'TX', 'Texas'])

  await app.send('PUT', one(addressId), { countryCode: 'GB' })
  expect(await placeOf(app, addressId)).toEqual(['GB', 'United Kingdom', '', ''])

  await app.send('PUT', one(addressId), { countryCode: 'CA', stateCode: 'ON' })
  expect(await placeOf(app, addressId)).toEqual(['CA', 'Canada', 'ON', 'Ontario'])
})

test('PUT of the same country keeps the state', async ({ app }) => {
  const addressId = await anAddressInTexas(app)

  expect(await app.send('PUT', one(addressId), { countryCode: 'US' })).toEqual(success({ addressId }))

  expect(await placeOf(app, addressId)).toEqual(['US', 'United States', 'TX', 'Texas'])
})

test('of callers who change the country and the state at the same moment, neither undoes the other', async ({
  app,
}) => {
  const addressId = await anAddressInTexas(app)

  for (let round = 0; round < 10; round += 1) {
    await app.send('PUT', one(addressId), { countryCode: 'US', stateCode: 'TX' })
    const [toCanada, toOhio] = await Promise.all([
      app.send('PUT', one(addressId), { countryCode: 'CA', stateCode: 'ON' }),
      app.send('PUT', one(addressId), { stateCode: 'OH' }),
    ])

    // Ohio is refused when Canada came first.
    expect([toCanada.status, [200, 422].includes(toOhio.status)]).toEqual([200, true])
    expect(await placeOf(app, addressId)).toEqual(['CA', 'Canada', 'ON', 'Ontario'])
  }
})
