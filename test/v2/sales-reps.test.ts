import { expect } from 'vitest'
import type { Writer } from '../../src/domain/scope.ts'
import { changeSuperAdminsOfCompany } from '../../src/domain/super-admin-assignments.ts'
import { aCompany, aSuperAdmin, aUser } from '../builders.ts'
import { NOW } from '../databases.ts'
import { type App, fromOtherStore, fromReader, test } from '../harness.ts'
import { lacking, noCompany, rowsOf, success, valueError } from './replies.ts'

const repsOf = (companyId: number | string) => `/api/v2/io/companies/${companyId}/sales-reps`
const reps = (...ids: unknown[]) => ({ salesReps: ids.map((id) => ({ id })) })
const done = (companyId: number) => success({ companyId: String(companyId) })

/** Acme, to which Sue and Ann are assigned, Bolt, to which Sue is assigned, and Max without assignments. */
async function people(writer: Writer) {
  const [acme, bolt] = [await aCompany(writer), await aCompany(writer, { name: 'Bolt' })]
  const sue = (await aSuperAdmin(writer)).id
  const ann = (await aSuperAdmin(writer, { email: 'ann@demo.example', firstName: 'Ann', lastName: 'Lee' })).id
  const max = (await aSuperAdmin(writer, { email: 'max@demo.example', firstName: 'Max' })).id
  const assigned = (superAdminId: number) => ({ superAdminId, assigned: true })
  await changeSuperAdminsOfCompany(writer, acme, [assigned(sue), assigned(ann)])
  await changeSuperAdminsOfCompany(writer, bolt, [assigned(sue)])
  return { acme, bolt, sue, ann, max }
}

async function idsOf(app: App, companyId: number): Promise<number[]> {
  const { body } = await app.send('GET', repsOf(companyId))
  return body.data.map(({ id }: { id: string }) => Number(id))
}

test('the super admins of a company are shown as an array, in order of id', async ({ app }) => {
  const { acme, sue, ann } = await app.arrange(people)
  const empty = await app.arrange((writer) => aCompany(writer))

  expect(await app.send('GET', repsOf(acme), undefined, fromReader)).toEqual(
    success(
      [
        { id: String(sue), firstName: 'Sue', lastName: 'Super' },
        { id: String(ann), firstName: 'Ann', lastName: 'Lee' },
      ],
      'SUCCESS',
    ),
  )
  expect(await app.send('GET', repsOf(empty))).toEqual(success([], 'SUCCESS'))
})

test('PUT replaces all super admins of the company, and not those of other companies', async ({ app }) => {
  const { acme, bolt, sue, ann, max } = await app.arrange(people)
  app.clock.now += 5

  expect(await app.send('PUT', repsOf(acme), reps(String(max), ann, String(ann)))).toEqual(done(acme))

  expect(await idsOf(app, acme)).toEqual([ann, max])
  expect(await idsOf(app, bolt)).toEqual([sue])
  const { assignments } = await rowsOf(app)
  const timesOf = assignments.filter((row) => row.company_id === acme).map((row) => row.assigned_at)
  expect(timesOf).toEqual([NOW, NOW + 5])
  expect(await app.events()).toEqual([
    { event: 'super_admin.assigned', superAdminId: max, companyId: acme },
    { event: 'super_admin.unassigned', superAdminId: sue, companyId: acme },
  ])
})

test('PUT of the present super admins changes nothing, and PUT of none ends all assignments', async ({
  app,
}) => {
  const { acme, sue, ann } = await app.arrange(people)
  const before = await rowsOf(app)

  expect(await app.send('PUT', repsOf(acme), reps(ann, sue))).toEqual(done(acme))
  expect(await rowsOf(app)).toEqual(before)
  expect(await app.send('PUT', repsOf(acme), reps())).toEqual(done(acme))
  expect(await idsOf(app, acme)).toEqual([])
  expect(await app.events()).toEqual([
    { event: 'super_admin.unassigned', superAdminId: sue, companyId: acme },
    { event: 'super_admin.unassigned', superAdminId: ann, companyId: acme },
  ])
})

test('somebody who is not a super admin of the store is refused by name, and nothing changes', async ({
  app,
}) => {
  const { acme, max } = await app.arrange(people)
  const user = await app.arrange((writer) => aUser(writer, acme))
  const theirs = await app.arrange((writer) => aSuperAdmin(writer), 'other567')
  const before = await rowsOf(app)

  for (const id of [0, -1, 999_999, user.id, theirs.id]) {
    expect(await app.send('PUT', repsOf(acme), reps(max, id))).toEqual(
      valueError({ id: `"${id}" is not a valid choice.` }),
    )
  }
  expect(await rowsOf(app)).toEqual(before)
})

test.for([
  [{}, lacking('salesReps')],
  [{ salesReps: [{}] }, lacking('id')],
  [{ salesReps: null }, valueError({ salesReps: 'Expected a list of items.' })],
  [{ salesReps: [7] }, valueError({ salesReps: 'Invalid data. Expected a dictionary.' })],
  [reps('sue'), valueError({ id: 'A valid integer is required.' })],
  [reps(null), valueError({ id: 'A valid integer is required.' })],
  [
    reps(...Array.from({ length: 10_001 }, (_, place) => place)),
    valueError({ salesReps: 'Ensure this field has no more than 10000 items.' }),
  ],
  [[], valueError({ non_field_errors: 'Invalid data. Expected an object.' })],
] as const)('an invalid body is refused: %#', async ([body, refused], { app }) => {
  const { acme } = await app.arrange(people)
  const before = await rowsOf(app)

  expect(await app.send('PUT', repsOf(acme), body)).toEqual(refused)
  expect(await rowsOf(app)).toEqual(before)
})

test('a company that does not exist or belongs to another store is not found', async ({ app }) => {
  const { acme } = await app.arrange(people)
  const before = await rowsOf(app)

  for (const id of [0, -1, 999_999, 'acme']) {
    expect(await app.send('GET', repsOf(id))).toEqual(noCompany)
    expect(await app.send('PUT', repsOf(id), reps())).toEqual(noCompany)
  }
  expect(await app.send('GET', repsOf(acme), undefined, fromOtherStore)).toEqual(noCompany)
  expect(await app.send('PUT', repsOf(acme), reps(), fromOtherStore)).toEqual(noCompany)
  expect((await app.send('PUT', repsOf(acme), reps(), fromReader)).status).toBe(403)
  expect(await rowsOf(app)).toEqual(before)
})

test('when callers name different sets, exactly one set is stored', async ({ app }) => {
  const { acme, sue, ann, max } = await app.arrange(people)

  for (const _ of [1, 2, 3, 4, 5, 6, 7, 8]) {
    await app.send('PUT', repsOf(acme), reps())
    const sets = [[sue], [ann], [max]]
    const replies = await Promise.all(sets.map((ids) => app.send('PUT', repsOf(acme), reps(...ids))))

    expect(replies).toEqual([done(acme), done(acme), done(acme)])
    expect(sets).toContainEqual(await idsOf(app, acme))
  }
})
