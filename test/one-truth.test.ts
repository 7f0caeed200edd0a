import fc from 'fast-check'
import { expect } from 'vitest'
import { aCompany, aRole } from './builders.ts'
import { test } from './harness.ts'
import { companies } from './one-truth/companies.ts'
import * as companyViews from './one-truth/company-views.ts'
import * as companyWrites from './one-truth/company-writes.ts'
import { agreed, ask, type Change, changesBy, follow, taken } from './one-truth/dialects.ts'
import {
  changedPerson,
  distinctEmails,
  newPerson,
  type Person,
  type PersonKey,
  shownPerson,
} from './one-truth/people.ts'
import { arrangeShelf, assignEverybody, shownCompany } from './one-truth/shelf.ts'
import * as superAdmins from './one-truth/super-admins.ts'
import * as users from './one-truth/users.ts'

/** A failing case is not shrunk, because what earlier runs wrote would be in the way. */
const RUNS = { numRuns: 25, endOnFailure: true }

test('a company user reads the same everywhere, whichever dialect wrote it', async ({ app }) => {
  const customRoleId = await app.arrange((writer) => aRole(writer))
  const roles = await users.rolesOf(app)
  const withEmail = distinctEmails()
  const withOwnEmail = ({ writing, input }: Change<Person, PersonKey>) => ({
    writing,
    input: input.email === undefined ? input : withEmail(input),
  })
  const creations = fc.constantFrom(...users.creations)
  const anyChanges = changesBy(users.changes, changedPerson)

  await fc.assert(
    fc.asyncProperty(creations, newPerson, anyChanges, async (creation, person, changes) => {
      const company = { companyId: await app.arrange((writer) => aCompany(writer)), customRoleId }
      const createdAt = app.clock.now
      const written = withEmail(person)
      const ids = await creation.send(app, company, written)

      await follow(app, { ...company, ...ids, written }, changes.map(withOwnEmail), async (key) => {
        expect(agreed(await users.viewsOf(app, key))).toEqual({
          ...shownPerson(key),
          ...roles.find(({ choice }) => choice === key.written.role)?.view,
          companyId: company.companyId,
          createdAt,
          updatedAt: app.clock.now,
        })
      })
    }),
    RUNS,
  )
})

test('a super admin reads the same everywhere, whichever dialect wrote it', async ({ app }) => {
  const withEmail = distinctEmails()
  const creations = fc.constantFrom(...superAdmins.creations)
  const anyChanges = changesBy(superAdmins.changes, changedPerson)

  await fc.assert(
    fc.asyncProperty(creations, newPerson, anyChanges, async (creation, person, changes) => {
      const companyId = await app.arrange((writer) => aCompany(writer))
      const createdAt = app.clock.now
      const written = taken(withEmail(person), creation.takes)
      const ids = await creation.send(app, companyId, written)

      await follow(app, { companyId, customRoleId: 0, ...ids, written }, changes, async (key) => {
        expect(agreed(await superAdmins.viewsOf(app, key))).toEqual({
          ...shownPerson(key),
          role: 3,
          companyCount: 1,
          createdAt,
          updatedAt: app.clock.now,
        })
      })
    }),
    RUNS,
  )
})

test('a company reads the same everywhere, whichever dialect wrote it', async ({ app }) => {
  const shelf = await app.arrange(arrangeShelf)
  const { created, changed } = companies(shelf)
  const creations = fc.constantFrom(...companyWrites.creations)
  const anyChanges = changesBy(companyWrites.changes, changed)
  let nth = 0

  await fc.assert(
    fc.asyncProperty(creations, created, anyChanges, async (creation, company, changes) => {
      nth += 1
      const createdAt = app.clock.now
      const sent = taken(company, creation.takes)
      const { companyId, group } = await creation.send(app, `${nth}@acme.example`, sent)
      if (group) shelf.groups.set(group.id, group.name)
      const written = { ...sent, ...(group && { customerGroupId: group.id }) }
      await app.arrange((writer) => assignEverybody(writer, companyId, shelf))
      const [{ customerId }] = await ask(app, 'GET', `/api/v3/io/users?companyId=${companyId}`)

      await follow(app, { ...shelf, companyId, customerId, written }, changes, async (key) => {
        expect(agreed(await companyViews.viewsOf(app, key))).toEqual({
          ...shownCompany(key, shelf),
          createdAt,
          updatedAt: app.clock.now,
        })
      })
    }),
    RUNS,
  )
})
