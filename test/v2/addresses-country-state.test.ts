import { expect } from 'vitest'
import { type App, fromReader, test } from '../harness.ts'
import { success, valueError } from './replies.ts'

const get = (app: App, query: string) =>
  app.send('GET', `/api/v2/io/addresses/country_state${query}`, undefined, fromReader)
const notFound = (errMsg: string) => ({
  status: 404,
  body: { code: 404, data: { errMsg }, message: 'Not Found Error' },
})

test('a country and its state are converted from codes or names', async ({ app }) => {
  const newYork = success(
    { countryCode: 'US', countryName: 'United States', stateCode: 'NY', stateName: 'New York' },
    'SUCCESS',
  )

  expect(await get(app, '?country=US&state=NY&search_type=name')).toEqual(newYork)
  expect(await get(app, '?country=united%20states&state=new%20york&search_type=code')).toEqual(newYork)
  expect(await get(app, '?country=us&state=New%20York')).toEqual(newYork)
  expect(await get(app, '?state=NY')).toEqual(newYork)
})

test('a country alone is converted alone', async ({ app }) => {
  expect(await get(app, '?country=GB')).toEqual(
    success({ countryCode: 'GB', countryName: 'United Kingdom', stateCode: '', stateName: '' }, 'SUCCESS'),
  )
})

test('an unknown country, or a state that is not in it, is not found', async ({ app }) => {
  expect(await get(app, '?country=Atlantis')).toEqual(notFound('Country Does not Exist'))
  expect(await get(app, '?country=US&state=ON')).toEqual(notFound('State Does not Exist'))
})

test('another type of search text is refused by name', async ({ app }) => {
  expect(await get(app, '?country=US&search_type=number')).toEqual(
    valueError({ search_type: 'Not a valid choice.' }),
  )
})
