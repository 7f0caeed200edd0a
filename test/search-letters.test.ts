import fc from 'fast-check'
import { expect } from 'vitest'
import { found, searchFor } from '../src/domain/search.ts'
import { aCompany } from './builders.ts'
import { test } from './harness.ts'

/** Letters that change length with case, take two code units, combine with another, or have a meaning in an engine. */
const AWKWARD = [
  ...'ab%_\\ \t"\'*()-:^éÉßẞİıſKΣσς東😀𝒳ﬁ',
  'e\u0301',
  '\u0307',
  '\u200d',
  '\u00a0',
  'NEAR',
  ' OR ',
]
const unit = fc.constantFrom(...AWKWARD)
const name = fc.array(unit, { minLength: 6, maxLength: 24 }).map((units) => units.join(''))

/** The search text: a part of one of the names, perhaps in another case and with one letter changed. */
const part = fc
  .tuple(
    fc.nat(),
    fc.nat(),
    fc.constantFrom('as it is', 'upper', 'lower'),
    fc.option(fc.tuple(fc.nat(), unit)),
  )
  .map(([from, length, letterCase, change]) => (names: string[]) => {
    const letters = [...(names[from % names.length] ?? '')]
    const start = from % 3
    const some = letters.slice(start, start + 1 + (length % 18))
    if (change) some[change[0] % some.length] = change[1]
    const text = some.join('')
    return letterCase === 'upper' ? text.toUpperCase() : letterCase === 'lower' ? text.toLowerCase() : text
  })

test('a long part is found exactly where plain code finds it, whatever its letters', async ({ app }) => {
  const { db } = app.database
  await fc.assert(
    fc.asyncProperty(
      fc.array(name, { minLength: 1, maxLength: 6 }),
      fc.array(part, { minLength: 1, maxLength: 12 }),
      async (names, parts) => {
        await app.arrange(async (writer) => {
          await writer.db.deleteFrom('company').execute()
          await writer.db.deleteFrom('tally').where('subject', '=', 'company').execute()
          for (const one of names) await aCompany(writer, { name: one })
        })
        for (const partOf of parts) {
          const text = partOf(names)
          const rows = await db
            .selectFrom('company')
            .select('name')
            .where(found('company', searchFor(text)))
            .orderBy('id')
            .execute()

          const expected = names.filter((one) => one.toLowerCase().includes(text.toLowerCase()))
          expect({ text, found: rows.map((row) => row.name) }).toEqual({ text, found: expected })
        }
      },
    ),
    { numRuns: 100 },
  )
})
