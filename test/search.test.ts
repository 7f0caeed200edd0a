import fc from 'fast-check'
import { expect } from 'vitest'
import { indexNewTexts } from '../src/cli/housekeeping.ts'
import { found, searchFor } from '../src/domain/search.ts'
import { aCompany } from './builders.ts'
import { test } from './harness.ts'

const letters = fc.string({ unit: fc.constantFrom(...'ab%_\\ Éß東"\''), minLength: 1, maxLength: 6 })

test('part of a name is found in any case, even when its letters have a meaning in the engine', async ({
  app,
}) => {
  const { db } = app.database
  const entries = fc.array(fc.tuple(letters, fc.boolean()), { minLength: 1, maxLength: 5 })
  await fc.assert(
    fc.asyncProperty(entries, letters, async (entries, part) => {
      await app.arrange(async (writer) => {
        await writer.db.deleteFrom('company').execute()
        await writer.db.deleteFrom('tally').where('subject', '=', 'company').execute()
      })
      for (const [name, isIndexed] of entries) {
        await app.arrange((writer) => aCompany(writer, { name }))
        if (isIndexed) await indexNewTexts(app.database)
      }

      const rows = await db
        .selectFrom('company')
        .select('name')
        .where(found('company', searchFor(part)))
        .orderBy('id')
        .execute()

      const names = entries.map(([name]) => name)
      const expected = names.filter((name) => name.toLowerCase().includes(part.toLowerCase()))
      expect(rows.map(({ name }) => name)).toEqual(expected)
    }),
    { numRuns: 60 },
  )
})

test('a long part is found only where all of its letters are in order', async ({ app }) => {
  const names = ['Éclair & Söhne GmbH', 'Éclair & Sohne GmbH', 'Éclxir & Söhne GmbH', '100%_Éclair & Söhne']
  const ids = await app.arrange(async (writer) => {
    const made: number[] = []
    for (const name of names) made.push(await aCompany(writer, { name }))
    return made
  })
  const found = {
    'éclair & söhne gm': [0],
    'clair & söhne': [0, 3],
    'Söhne Gmb': [0, 2],
    'Sohne GMBH': [1],
    '100%_éclair': [3],
    '100__éclair': [],
  }

  for (const [part, places] of Object.entries(found)) {
    const q = encodeURIComponent(part)
    const { body } = await app.send('GET', `/api/v3/io/companies?q=${q}`)
    const shown = body.data?.map(({ companyId }: { companyId: number }) => companyId).toSorted()
    expect({ part, shown }).toEqual({ part, shown: places.map((place) => ids[place]) })
    expect(body.meta.pagination.totalCount).toBe(places.length)
  }
})

test('an index searches for a long text by part of its letters, and a short one by all', () => {
  expect(searchFor('Fowinowi')).toEqual({ indexed: '%fow_nowi%', exact: '%fowinowi%' })
  expect(searchFor('fowinowi@zufa')).toEqual({ indexed: '%fow_now_@zufa%', exact: '%fowinowi@zufa%' })
  expect(searchFor('fowinow')).toEqual({ indexed: '%fowinow%' })
})

test.for(['queued', 'indexed'])(
  'a search reflects the change and the deletion of a text that is %s',
  async (place, { app }) => {
    const { db } = app.database
    const settle = async () => {
      if (place === 'indexed') await indexNewTexts(app.database)
    }
    const find = (part: string) =>
      db
        .selectFrom('company')
        .select('name')
        .where(found('company', searchFor(part)))
        .execute()
    const id = await app.arrange((writer) => aCompany(writer, { name: 'Before' }))
    await settle()
    expect(await find('efor')).toEqual([{ name: 'Before' }])

    await app.send('PUT', `/api/v3/io/companies/${id}`, { companyName: 'After' })

    expect(await find('efor')).toEqual([])
    expect(await find('fter')).toEqual([{ name: 'After' }])
    await settle()
    expect(await find('efor')).toEqual([])
    expect(await find('fter')).toEqual([{ name: 'After' }])
    await app.send('DELETE', `/api/v3/io/companies/${id}`)
    expect(await find('fter')).toEqual([])
  },
)
