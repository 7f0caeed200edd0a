import { expect } from 'vitest'
import { createPriceList } from '../../src/domain/price-lists.ts'
import { type App, test } from '../harness.ts'
import { base, invalid, list } from './replies.ts'

const url = `${base}/price-lists`

/** Creates `count` price lists and returns them. */
function aFew(app: App, count: number) {
  return app.arrange(async (writer) => {
    const made = []
    for (let nth = 1; nth <= count; nth += 1) {
      made.push({ id: await createPriceList(writer, `List ${nth}`), name: `List ${nth}` })
    }
    return made
  })
}

test('a list has pages, each with the cursor of the next', async ({ app }) => {
  const [a, b, c] = await aFew(app, 3)

  expect(await app.send('GET', `${url}?limit=2`)).toEqual(list([a, b], { limit: 2, next: b?.id ?? 0 }))
  expect(await app.send('GET', `${url}?limit=2&after=${b?.id}`)).toEqual(list([c], { limit: 2 }))
  expect(await app.send('GET', `${url}?limit=1000&after=${c?.id}`)).toEqual(list([], { limit: 1000 }))
})

test('rows that are added or deleted between pages neither hide nor repeat others', async ({ app }) => {
  const [a, b, c, d, e] = await aFew(app, 5)
  const ids = async (query: string) => {
    const { body } = await app.send('GET', `${url}?limit=2${query}`)
    return body.data.map(({ id }: { id: number }) => id)
  }
  expect(await ids('')).toEqual([a?.id, b?.id])

  // The row that the cursor points at, one before it and one after it.
  for (const row of [a, b, c]) await app.send('DELETE', `${url}/${row?.id}`)
  const [f] = await aFew(app, 1)

  expect(await ids(`&after=${b?.id}`)).toEqual([d?.id, e?.id])
  expect(await ids(`&after=${e?.id}`)).toEqual([f?.id])
})

test.for([
  ['limit=0', { limit: 'Must be at least 1.' }],
  ['limit=1001', { limit: 'Must be at most 1000.' }],
  ['limit=ten', { limit: 'Must be integer.' }],
  ['after=-1', { after: 'Must be at least 0.' }],
  ['after=1e3', { after: 'Must be integer.' }],
  ['limit=0&after=x', { limit: 'Must be at least 1.', after: 'Must be integer.' }],
] as const)('an unreadable page parameter is refused by name: %s', async ([query, fields], { app }) => {
  expect(await app.send('GET', `${url}?${query}`)).toEqual(invalid(fields))
})
