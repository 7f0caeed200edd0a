import { expect } from 'vitest'
import { Refused } from '../../src/domain/errors.ts'
import { byCommand } from '../../src/domain/scope.ts'
import { updateCompanyUser } from '../../src/domain/users.ts'
import { aCompany, aPermission, aRole, aUser } from '../builders.ts'
import { type App, test } from '../harness.ts'
import { success } from './replies.ts'
import {
  notFound,
  permissionsUrl,
  permissionUrl,
  refused,
  rolesUrl,
  roleUrl,
  rowsOf,
} from './role-replies.ts'

const ROUNDS = Array.from({ length: 8 }, (_, round) => round)
const USERS = '/api/v3/io/users'

type Reply = Awaited<ReturnType<App['send']>>

const nameTaken = refused('The role name already exists.')
const statuses = (replies: Reply[]) => replies.map(({ status }) => status).toSorted()

/** A company, and a role without users. */
const aStart = (app: App, round: number) =>
  app.arrange(async (writer) => ({
    storeId: writer.storeId,
    companyId: await aCompany(writer),
    roleId: await aRole(writer, { name: `Role ${round}` }),
  }))

/** Either the role is deleted and nobody has it, or it stays with its user. */
async function expectOne(app: App, roleId: number, deleted: Reply, given: boolean) {
  const users = await app.database.db.selectFrom('b2b_user').select('role_id').execute()
  const holders = users.filter((user) => user.role_id === roleId)
  const roles = (await rowsOf(app)).roles.filter(({ id }) => id === roleId)
  expect(deleted).toEqual(given ? refused('A role in use can not be deleted.') : success({}))
  expect([roles.length, holders.length]).toEqual(given ? [1, 1] : [0, 0])
  expect(await app.events()).toHaveLength(1)
}

test('when a role is deleted while a user is created with it, it either goes or is in use', async ({
  app,
}) => {
  for (const round of ROUNDS) {
    const { companyId, roleId } = await aStart(app, round)
    const person = { firstName: 'Ann', lastName: 'Lee', email: `ann${round}@acme.example`, companyId }
    const [created, deleted] = await Promise.all([
      app.send('POST', USERS, { ...person, companyRoleId: roleId }),
      app.send('DELETE', roleUrl(roleId)),
    ])

    expect(statuses([created, deleted])).toEqual([200, 422])
    await expectOne(app, roleId, deleted, created.status === 200)
  }
})

test('when a role is deleted while a user is given it, it either goes or is in use', async ({ app }) => {
  for (const round of ROUNDS) {
    const { storeId, companyId, roleId } = await aStart(app, round)
    const email = `ann${round}@acme.example`
    const { id: userId } = await app.arrange((writer) => aUser(writer, companyId, { email }))
    // Called without a request: on one engine, reading a request body would always let the deletion go first.
    const change = app.database.transaction((db) =>
      updateCompanyUser(
        { db, storeId, now: app.clock.now, ...byCommand },
        companyId,
        { userId },
        { role: { roleId } },
      ),
    )
    const [given, deleted] = await Promise.all([
      change.then(
        () => true,
        (reason) => !(reason instanceof Refused),
      ),
      app.send('DELETE', roleUrl(roleId)),
    ])

    await expectOne(app, roleId, deleted, given)
  }
})

test('when callers want one name for a role, exactly one gets it', async ({ app }) => {
  for (const round of ROUNDS) {
    const { roleId } = await aStart(app, round)
    const body = { name: `Wanted ${round}`, permissions: [] }
    const replies = await Promise.all([
      app.send('POST', rolesUrl, body),
      app.send('POST', rolesUrl, { ...body, name: body.name.toUpperCase() }),
      app.send('PUT', roleUrl(roleId), body),
    ])

    expect(statuses(replies)).toEqual([200, 422, 422])
    expect(replies.filter(({ status }) => status === 422)).toEqual([nameTaken, nameTaken])
    expect(await app.events()).toHaveLength(1)
  }
})

test('when callers want one code for a permission, exactly one gets it', async ({ app }) => {
  const codeTaken = refused('The permission code already exists.')
  for (const round of ROUNDS) {
    const id = await app.arrange((writer) => aPermission(writer, { name: `${round}`, code: `${round}` }))
    const body = { code: `wanted_${round}`, description: '' }
    const replies = await Promise.all([
      app.send('POST', permissionsUrl, { ...body, name: `One ${round}` }),
      app.send('POST', permissionsUrl, { ...body, name: `Two ${round}` }),
      app.send('PUT', permissionUrl(id), { ...body, name: `Three ${round}` }),
    ])

    expect(statuses(replies)).toEqual([200, 422, 422])
    expect(replies.filter(({ status }) => status === 422)).toEqual([codeTaken, codeTaken])
    expect(await app.events()).toHaveLength(1)
  }
})

test('when callers change one role, the last one decides on every permission', async ({ app }) => {
  for (const round of ROUNDS) {
    const { roleId } = await aStart(app, round)
    const sets = [['get_orders', 'get_quotes'], ['get_orders', 'get_users'], ['get_users']]
    const replies = await Promise.all(
      sets.map((codes, nth) =>
        app.send('PUT', roleUrl(roleId), {
          name: `Role ${round} ${nth}`,
          permissions: codes.map((code) => ({ code, permissionLevel: 2 })),
        }),
      ),
    )

    expect(statuses(replies)).toEqual([200, 200, 200])
    expect(replies).toContainEqual(await app.send('GET', roleUrl(roleId)))
  }
})

test('when a permission is deleted while a role is given it, no role has it', async ({ app }) => {
  for (const round of ROUNDS) {
    const { roleId } = await aStart(app, round)
    const id = await app.arrange((writer) => aPermission(writer))
    const permissions = [{ code: 'read_reports', permissionLevel: 1 }]
    const [given, deleted] = await Promise.all([
      app.send('PUT', roleUrl(roleId), { name: `Role ${round}`, permissions }),
      app.send('DELETE', permissionUrl(id)),
    ])

    expect(deleted).toEqual(success({}))
    if (given.status !== 200) expect(given).toEqual(refused('The permission read_reports does not exist.'))
    expect((await rowsOf(app)).grants.filter((row) => row.role_id === roleId)).toEqual([])
  }
})

test('when several callers delete one role, exactly one does', async ({ app }) => {
  for (const round of ROUNDS) {
    const { roleId } = await aStart(app, round)
    const replies = await Promise.all([1, 2, 3].map(() => app.send('DELETE', roleUrl(roleId))))

    expect(statuses(replies)).toEqual([200, 404, 404])
    expect(replies.filter(({ status }) => status === 404)).toEqual([notFound, notFound])
    expect(await app.events()).toEqual([{ event: 'role.deleted', roleId }])
  }
})
