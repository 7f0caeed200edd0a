import fc from 'fast-check'
import { expect } from 'vitest'
import { found, searchFor } from '../src/domain/search.ts'
import { aCompany } from './builders.ts'
import { test } from './harness.ts'

const letters = fc.string({ unit: fc.constantFrom(...'ab%_\\ Éß東"\''), minLength: 1, maxLength: 6 })

test('a part of a name is found in any case, whatever its letters mean to the engine', async ({ app }) => {
  const { db } = app.database
  await fc.assert(
    fc.asyncProperty(fc.array(letters, { minLength: 1, maxLength: 5 }), letters, async (names, part) => {
      await app.arrange(async (writer) => {
        await writer.db.deleteFrom('company').execute()
        await writer.db.deleteFrom('tally').where('subject', '=', 'company').execute()
        for (const name of names) await aCompany(writer, { name })
      })

      const rows = await db
        .selectFrom('company')
        .select('name')
        .where(found('company', searchFor(part)))
        .orderBy('id')
        .execute()

      const expected = names.filter((name) => name.toLowerCase().includes(part.toLowerCase()))
      expect(rows.map(({ name }) => name)).toEqual(expected)
    }),
    { numRuns: 60 },
  )
})

test('what is searched follows a change and a deletion', async ({ app }) => {
  const { db } = app.database
  const find = (part: string) =>
    db
      .selectFrom('company')
      .select('name')
      .where(found('company', searchFor(part)))
      .execute()
  const id = await app.arrange((writer) => aCompany(writer, { name: 'Before' }))
  expect(await find('efor')).toEqual([{ name: 'Before' }])

  await app.send('PUT', `/api/v3/io/companies/${id}`, { companyName: 'After' })

  expect(await find('efor')).toEqual([])
  expect(await find('fter')).toEqual([{ name: 'After' }])
  await app.send('DELETE', `/api/v3/io/companies/${id}`)
  expect(await find('fter')).toEqual([])
})
