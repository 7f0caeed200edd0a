import fc from 'fast-check'
import { expect } from 'vitest'
import { aCompany } from '../builders.ts'
import { test } from '../harness.ts'
import { isFilled } from '../one-truth/people.ts'
import { acme, aField, companiesUrl, companyUrl } from './company-replies.ts'
import { usersUrl, userUrl } from './user-replies.ts'

const RUNS = { numRuns: 40 }

/** A text of any storable letters, at most `most` UTF-16 units long. */
function text(most: number, minLength = 0) {
  return fc
    .string({ unit: 'grapheme', minLength, maxLength: most })
    .filter((value) => value.length >= minLength && value.length <= most && !value.includes('\0'))
}

const email = fc
  .tuple(fc.emailAddress(), fc.boolean())
  .map(([value, upper]) => (upper ? value.toUpperCase() : value))

test('a company reads as it was sent, whatever letters its texts have', async ({ app }) => {
  await app.arrange((writer) => aField(writer))
  const company = fc.record(
    {
      companyName: text(200, 1).filter(isFilled),
      companyPhone: text(50),
      country: text(200, 1).filter(isFilled),
      addressLine1: text(200),
      addressLine2: text(200),
      city: text(100),
      state: text(50),
      zipCode: text(50),
      uuid: text(255),
    },
    { requiredKeys: ['companyName', 'companyPhone', 'country'] },
  )
  let nth = 0

  await fc.assert(
    fc.asyncProperty(company, text(500, 1), async (sent, fieldValue) => {
      nth += 1
      const extraFields = [{ fieldName: 'Region', fieldValue }]
      const body = { ...acme, ...sent, extraFields, adminEmail: `a${nth}@acme.example` }
      const created = await app.send('POST', companiesUrl, body)
      const url = companyUrl(created.body.data.companyId)

      const { data } = (await app.send('GET', url)).body
      expect(data).toMatchObject({ ...sent, extraFields })
      const found = await app.send(
        'GET',
        `${companiesUrl}?extraFieldFilterType=exact-match&extraFields=${encodeURIComponent(`Region:${fieldValue}`)}`,
      )
      expect(found.body.data[0].companyId).toBe(created.body.data.companyId)

      expect((await app.send('PUT', url, sent)).status).toBe(200)
      expect((await app.send('GET', url)).body.data).toEqual(data)
    }),
    RUNS,
  )
})

test('a user reads as they were sent, whatever letters their texts have', async ({ app }) => {
  const companyId = await app.arrange((writer) => aCompany(writer))
  const user = fc.record(
    {
      firstName: text(255, 1).filter(isFilled),
      lastName: text(255, 1).filter(isFilled),
      email,
      role: fc.constantFrom(0, 1, 2),
      phoneNumber: text(255),
      uuid: text(255),
    },
    { requiredKeys: ['firstName', 'lastName', 'email', 'role'] },
  )
  const seen = new Set<string>()

  await fc.assert(
    fc.asyncProperty(user, async (sent) => {
      fc.pre(!seen.has(sent.email.toLowerCase()))
      seen.add(sent.email.toLowerCase())
      const created = await app.send('POST', usersUrl, { ...sent, companyId })
      const url = userUrl(created.body.data.userId)

      const { data } = (await app.send('GET', url)).body
      expect(data).toMatchObject({ ...sent, companyId })
      const { body } = await app.send(
        'GET',
        `${usersUrl}?email=${encodeURIComponent(sent.email.toLowerCase())}`,
      )
      const { extraFields: _, ...listed } = data
      expect(body.data).toEqual([listed])

      expect((await app.send('PUT', url, sent)).status).toBe(200)
      expect((await app.send('GET', url)).body.data).toEqual(data)
    }),
    RUNS,
  )
})
