import { expect } from 'vitest'
import { type App, fromReader, test } from '../harness.ts'
import { parameterError, refusal } from './replies.ts'
import { REQUIRED, success } from './super-admin-replies.ts'

const notFound = refusal(404, 'This resource is not found.')
const get = (app: App, url: string) => app.send('GET', `/api/v3/io/${url}`, undefined, fromReader)

test('a country is found by its name', async ({ app }) => {
  const us = success({ countryCode: 'US', countryName: 'United States' })

  expect(await get(app, 'countries?searchType=0&q=united%20states')).toEqual(us)
  expect(await get(app, 'countries?q=United%20States%20of%20America')).toEqual(us)
  expect(await get(app, 'countries?q=US')).toEqual(notFound)
})

test('a country is found by its code', async ({ app }) => {
  expect(await get(app, 'countries?searchType=1&q=gb')).toEqual(
    success({ countryCode: 'GB', countryName: 'United Kingdom' }),
  )
  expect(await get(app, 'countries?searchType=1&q=United%20Kingdom')).toEqual(notFound)
  expect(await get(app, 'countries?searchType=1&q=XX')).toEqual(notFound)
})

test('a state is found by name or code within the country, which defaults to the United States', async ({
  app,
}) => {
  const texas = success({ stateCode: 'TX', stateName: 'Texas' })
  const ontario = success({ stateCode: 'ON', stateName: 'Ontario' })

  expect(await get(app, 'states?searchType=0&q=texas')).toEqual(texas)
  expect(await get(app, 'states?searchType=1&q=tx&country=US')).toEqual(texas)
  expect(await get(app, 'states?q=Texas&country=US%20/%20United%20States')).toEqual(texas)
  expect(await get(app, 'states?searchType=1&q=ON&country=Canada')).toEqual(ontario)
  expect(await get(app, 'states?searchType=0&q=Ontario&country=ca')).toEqual(ontario)
})

test('a state that is not in the country, or an unknown country, is not found', async ({ app }) => {
  expect(await get(app, 'states?searchType=1&q=ON')).toEqual(notFound)
  expect(await get(app, 'states?searchType=0&q=TX')).toEqual(notFound)
  expect(await get(app, 'states?searchType=1&q=ON&country=Atlantis')).toEqual(notFound)
  expect(await get(app, 'states?searchType=0&q=Ontario&country=GG')).toEqual(notFound)
})

test('a search with a missing or wrongly typed text is refused by name', async ({ app }) => {
  for (const url of ['countries', 'states']) {
    expect(await get(app, url)).toEqual(parameterError({ q: REQUIRED }))
    expect(await get(app, `${url}?q=Texas&searchType=2`)).toEqual(
      parameterError({ searchType: ['Not a valid choice.'] }),
    )
  }
})
