import fc from 'fast-check'
import { expect } from 'vitest'
import { fileNewEvents } from '../../src/cli/housekeeping.ts'
import { changeAssignments } from '../../src/domain/sales-staff-assignments.ts'
import { byCommand, type Writer } from '../../src/domain/scope.ts'
import { getStore } from '../../src/domain/stores.ts'
import { changeCompaniesOfSuperAdmin } from '../../src/domain/super-admin-assignments.ts'
import { createSystemRole } from '../../src/domain/system-roles.ts'
import { aCompany, aPermission, aRole, aSalesPerson, aSuperAdmin, aUser } from '../builders.ts'
import { NOW } from '../databases.ts'
import { type App, test } from '../harness.ts'
import { change, happen, ignoreRefused, type World } from './history-changes.ts'

const RUNS = { numRuns: 50, endOnFailure: true }

test('access at the end of each second is reported as it was then, whatever has happened since', async ({
  app,
}) => {
  let nth = 0

  await fc.assert(
    fc.asyncProperty(fc.array(change, { minLength: 5, maxLength: 30 }), async (changes) => {
      app.clock.now += 10
      nth += 1
      const world = await app.arrange((writer) => aWorld(writer, nth))
      app.clock.now += 1
      const seen = new Map<number, { world: World; replies: unknown }>()
      const look = async () => {
        const known = structuredClone(world)
        seen.set(app.clock.now, { world: known, replies: await everything(app, known) })
      }
      for (const { pause, ...what } of changes) {
        for (let second = 0; second < pause; second += 1) {
          await look()
          app.clock.now += 1
        }
        nth += 1
        await write(app, (writer) => happen(writer, world, { ...what, nth })).catch(ignoreRefused)
        if (nth % 5 === 0) await fileNewEvents(app.database)
      }
      await look()

      for (const [at, shown] of seen) {
        expect({ at, shown: await everything(app, shown.world, `?at=${at}`) }).toEqual({
          at,
          shown: shown.replies,
        })
      }
    }),
    RUNS,
  )
}, 120_000)

test('a time before the event log is complete is refused, with the time from which it is', async ({
  app,
}) => {
  const { companyId, staffId } = await app.arrange(async (writer) => ({
    companyId: await aCompany(writer),
    staffId: await aSalesPerson(writer),
  }))
  await app.database.transaction((tx) =>
    tx
      .updateTable('store')
      .set({ events_whole_since: NOW - 10 })
      .where('store_hash', '=', 'demo1234')
      .execute(),
  )
  const fields = { at: String(NOW - 11), since: String(NOW - 10) }
  const refused = {
    status: 422,
    body: { error: { code: 'history_not_kept', message: 'History not kept.', fields } },
  }

  expect(await app.send('GET', `${accessOf(companyId)}?at=${NOW - 11}`)).toEqual(refused)
  expect(await app.send('GET', `${assignmentsOf(staffId)}?at=${NOW - 11}`)).toEqual(refused)
  expect((await app.send('GET', `${accessOf(companyId)}?at=${NOW - 10}`)).status).toBe(200)
})

test('before a company is created and after it is deleted, nobody has access and it is not found', async ({
  app,
}) => {
  app.clock.now = NOW + 10
  const companyId = await write(app, (writer) => aCompany(writer))
  app.clock.now = NOW + 20
  expect((await app.send('DELETE', `/api/v3/io/companies/${companyId}`)).status).toBe(200)
  const statuses = await Promise.all(
    [NOW + 9, NOW + 10, NOW + 19, NOW + 20].map(
      async (at) => (await app.send('GET', `${accessOf(companyId)}?at=${at}`)).status,
    ),
  )

  expect(statuses).toEqual([404, 200, 200, 404])
})

/** A company and its subsidiary, with people who can see them in every possible way. */
async function aWorld(writer: Writer, nth: number): Promise<World> {
  const code = `first_${nth}`
  const permission = { id: await aPermission(writer, { name: `First ${nth}`, code }), code }
  const roleId = await aRole(writer, { name: `First ${nth}`, permissions: [{ code, level: 3 }] })
  const parentId = await aCompany(writer, { name: `Parent ${nth}` })
  const childId = await aCompany(writer, { name: `Child ${nth}`, parentId })
  const users = []
  for (const [name, companyId] of Object.entries({ parent: parentId, child: childId })) {
    const buyer = await aUser(writer, companyId, { email: `${name}${nth}@acme.example`, role: { roleId } })
    const admin = await aUser(writer, companyId, { email: `${name}${nth}.admin@acme.example` })
    users.push(buyer.id, admin.id)
  }
  const assigned = [parentId, childId].map((companyId) => ({ companyId, assigned: true }))
  const superAdmin = await aSuperAdmin(writer, { email: `super${nth}@acme.example` })
  await changeCompaniesOfSuperAdmin(writer, superAdmin.id, assigned)
  const { id: systemRoleId } = await createSystemRole(writer, { name: `Manager ${nth}`, salesStaff: true })
  const managerId = await aSalesPerson(writer, `manager${nth}@acme.example`, `Manager ${nth}`)
  const repId = await aSalesPerson(writer, `rep${nth}@acme.example`)
  for (const id of [managerId, repId]) await changeAssignments(writer, id, assigned)
  return {
    companies: [parentId, childId],
    users,
    superAdmins: [superAdmin.id],
    staff: [managerId, repId],
    roles: [roleId],
    permissions: [permission],
    systemRoleId,
  }
}

/** Who can see each company, and which companies each sales person has; without `at`, the present. */
async function everything(app: App, { companies, staff }: World, at = '') {
  const replies = []
  for (const companyId of companies) replies.push(await app.send('GET', `${accessOf(companyId)}${at}`))
  for (const staffId of staff) replies.push(await app.send('GET', `${assignmentsOf(staffId)}${at}`))
  return replies
}

async function write<T>(app: App, work: (writer: Writer) => Promise<T>): Promise<T> {
  const { store_id: storeId } = await getStore(app.database.db, 'demo1234')
  return app.database.transaction((db) => work({ db, storeId, now: app.clock.now, ...byCommand }))
}

function accessOf(companyId: number): string {
  return `/api/control/v1/companies/${companyId}/access`
}

function assignmentsOf(staffId: number): string {
  return `/api/control/v1/sales-staff/${staffId}/assignments`
}
