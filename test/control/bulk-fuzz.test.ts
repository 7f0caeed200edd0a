import fc from 'fast-check'
import { expect } from 'vitest'
import { aCompany, aSalesPerson, aSuperAdmin, aUser } from '../builders.ts'
import { test } from '../harness.ts'
import { sendLines } from './bulk-lines.ts'

const id = fc.oneof(fc.integer({ min: 0, max: 5 }), fc.maxSafeInteger())
const odd = fc.oneof(id, fc.string(), fc.constantFrom(null, true, [], {}, '\0', '\ud800'))
const text = fc.oneof({ weight: 5, arbitrary: fc.string() }, { weight: 1, arbitrary: odd })
const email = fc.oneof({ weight: 5, arbitrary: fc.emailAddress() }, { weight: 1, arbitrary: text })
const account = fc.record(
  { email, firstName: text, lastName: text, channelIds: fc.array(odd) },
  { requiredKeys: [] },
)
const ids = { companyId: id, userId: id, salesStaffId: id, superAdminId: id, roleId: odd, userRole: odd }

/** Something like an operation, or any other content of a line. */
const line = fc.oneof(
  fc.record(
    {
      op: fc.constantFrom('assign', 'unassign', 'createUser', 'updateUser', 'createCompany', 'delete'),
      ...{ email, firstName: text, lastName: text, name: text, country: text, phone: text, admin: account },
      ...ids,
      ...{ parentId: odd, status: odd, priceListId: odd, customerGroupId: odd },
    },
    { requiredKeys: ['op'] },
  ),
  fc.json().filter((json) => !json.includes('\n')),
  fc.string().map((text) => text.replaceAll('\n', ' ')),
)

test('every line, whatever it contains, is answered by its place, and nothing fails', async ({ app }) => {
  await app.arrange(async (writer) => {
    const companyId = await aCompany(writer)
    await aUser(writer, companyId)
    await aSuperAdmin(writer)
    await aSalesPerson(writer)
  })

  await fc.assert(
    fc.asyncProperty(fc.array(line, { maxLength: 40 }), async (lines) => {
      const { status, results } = await sendLines(app, lines)
      const sent = lines.filter((line) => typeof line !== 'string' || line.trim() !== '')
      expect([status, results.map(({ index }) => index)]).toEqual([200, sent.map((_, index) => index)])
      expect(results.filter((result) => result.status >= 500)).toEqual([])
    }),
    { numRuns: 100 },
  )
}, 120_000)
