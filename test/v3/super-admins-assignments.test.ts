import { expect } from 'vitest'
import { aCompany, aSuperAdmin } from '../builders.ts'
import { NOW } from '../databases.ts'
import { fromOtherStore, fromReader, test } from '../harness.ts'
import { refusal } from './replies.ts'
import { companies, ofCompany, ofSuperAdmin, pairs, people, superAdmins } from './super-admin-assignments.ts'
import { notFound, success } from './super-admin-replies.ts'

const begun = (superAdminId: number, companyId: number) => ({
  event: 'super_admin.assigned',
  superAdminId,
  companyId,
})
const ended = (superAdminId: number, companyId: number) => ({
  event: 'super_admin.unassigned',
  superAdminId,
  companyId,
})

test('the named companies of a super admin change, and the others stay', async ({ app }) => {
  const { a, b, acme, bolt } = await app.arrange(people)
  await app.send('PUT', ofSuperAdmin(a), companies(true, acme))
  await app.send('PUT', ofSuperAdmin(b), companies(true, acme))

  const assigning = await app.send('PUT', ofSuperAdmin(a), companies(true, bolt))
  expect(assigning).toEqual(success({}))
  expect(await pairs(app)).toEqual([
    [a, acme],
    [a, bolt],
    [b, acme],
  ])

  const ending = await app.send('PUT', ofSuperAdmin(a), companies(false, acme))
  expect(ending).toEqual(success({}))
  expect(await pairs(app)).toEqual([
    [a, bolt],
    [b, acme],
  ])
  expect(await app.events()).toEqual([begun(a, acme), begun(b, acme), begun(a, bolt), ended(a, acme)])
})

test('the named super admins of a company change, and the others stay', async ({ app }) => {
  const { a, b, acme, bolt } = await app.arrange(people)
  await app.send('PUT', ofCompany(acme), superAdmins(true, a))
  await app.send('PUT', ofCompany(bolt), superAdmins(true, a))

  const assigning = await app.send('PUT', ofCompany(acme), superAdmins(true, b))
  expect(assigning).toEqual(success({}))
  expect(await pairs(app)).toEqual([
    [a, acme],
    [a, bolt],
    [b, acme],
  ])

  const ending = await app.send('PUT', ofCompany(acme), superAdmins(false, a))
  expect(ending).toEqual(success({}))
  expect(await pairs(app)).toEqual([
    [a, bolt],
    [b, acme],
  ])
  expect(await app.events()).toEqual([begun(a, acme), begun(a, bolt), begun(b, acme), ended(a, acme)])
})

test('one body may assign and unassign', async ({ app }) => {
  const { a, b, acme, bolt } = await app.arrange(people)
  await app.send('PUT', ofSuperAdmin(a), companies(true, acme))

  const both = [...companies(true, bolt).companies, ...companies(false, acme).companies]
  expect(await app.send('PUT', ofSuperAdmin(a), { companies: both })).toEqual(success({}))
  const back = [...superAdmins(false, a).superAdmins, ...superAdmins(true, b).superAdmins]
  expect(await app.send('PUT', ofCompany(bolt), { superAdmins: back })).toEqual(success({}))

  expect(await pairs(app)).toEqual([[b, bolt]])
  expect(await app.events()).toEqual([
    begun(a, acme),
    begun(a, bolt),
    ended(a, acme),
    begun(b, bolt),
    ended(a, bolt),
  ])
})

test('asking for the present state changes nothing', async ({ app }) => {
  const { a, acme, bolt } = await app.arrange(people)
  await app.send('PUT', ofSuperAdmin(a), companies(true, acme))
  app.clock.now = NOW + 60

  expect(await app.send('PUT', ofSuperAdmin(a), companies(true, acme))).toEqual(success({}))
  expect(await app.send('PUT', ofCompany(acme), superAdmins(true, a))).toEqual(success({}))
  expect(await app.send('PUT', ofSuperAdmin(a), companies(false, bolt))).toEqual(success({}))
  expect(await app.send('PUT', ofCompany(bolt), superAdmins(false, a))).toEqual(success({}))

  const rows = await app.database.db.selectFrom('super_admin_company').select('assigned_at').execute()
  expect(rows).toEqual([{ assigned_at: NOW }])
  expect(await app.events()).toEqual([begun(a, acme)])
})

test('an empty list changes nothing, and unknown keys are ignored', async ({ app }) => {
  const { a, acme } = await app.arrange(people)

  expect(await app.send('PUT', ofSuperAdmin(a), { companies: [], superAdmins: 5 })).toEqual(success({}))
  expect(await app.send('PUT', ofCompany(acme), { superAdmins: [], Companies: 5 })).toEqual(success({}))
  const entry = { superAdminId: a, isAssigned: true, assignStatus: 'x' }
  expect(await app.send('PUT', ofCompany(acme), { superAdmins: [entry] })).toEqual(success({}))

  expect(await pairs(app)).toEqual([[a, acme]])
})

test('of two entries for the same pair the last one counts', async ({ app }) => {
  const { a, b, acme, bolt } = await app.arrange(people)
  const sooner = (asked: boolean) => [
    { companyId: acme, isAssigned: !asked },
    { companyId: acme, isAssigned: asked },
  ]
  const later = (asked: boolean) => [
    { superAdminId: b, isAssigned: !asked },
    { superAdminId: b, isAssigned: asked },
  ]

  await app.send('PUT', ofSuperAdmin(a), { companies: sooner(true) })
  await app.send('PUT', ofCompany(bolt), { superAdmins: later(true) })
  expect(await pairs(app)).toEqual([
    [a, acme],
    [b, bolt],
  ])
  await app.send('PUT', ofSuperAdmin(a), { companies: sooner(false) })
  await app.send('PUT', ofCompany(bolt), { superAdmins: later(false) })
  expect(await pairs(app)).toEqual([])
  expect(await app.events()).toEqual([begun(a, acme), begun(b, bolt), ended(a, acme), ended(b, bolt)])
})

test('an unknown id is not found, whatever its place in the list, and nothing changes', async ({ app }) => {
  const { a, b, acme, bolt, user } = await app.arrange(people)
  await app.send('PUT', ofSuperAdmin(b), companies(true, bolt))
  const foreign = await app.arrange(async (writer) => {
    await aSuperAdmin(writer, { email: 'x@demo.example' })
    return { superAdmin: (await aSuperAdmin(writer)).id, company: await aCompany(writer) }
  }, 'other567')

  for (const id of [0, -1, 999_999, Number.MAX_SAFE_INTEGER, user, foreign.superAdmin]) {
    expect(await app.send('PUT', ofSuperAdmin(id), companies(true, acme))).toEqual(notFound)
    expect(await app.send('PUT', ofSuperAdmin(id), { companies: [] })).toEqual(notFound)
    for (const asked of [true, false]) {
      expect(await app.send('PUT', ofCompany(acme), superAdmins(asked, a, b, id))).toEqual(notFound)
      const ending = [...superAdmins(false, b).superAdmins, ...superAdmins(asked, id).superAdmins]
      expect(await app.send('PUT', ofCompany(bolt), { superAdmins: ending })).toEqual(notFound)
    }
  }
  for (const id of [0, -1, 999_999, foreign.company]) {
    expect(await app.send('PUT', ofCompany(id), superAdmins(true, a))).toEqual(notFound)
    expect(await app.send('PUT', ofCompany(id), { superAdmins: [] })).toEqual(notFound)
    for (const asked of [true, false]) {
      expect(await app.send('PUT', ofSuperAdmin(a), companies(asked, acme, bolt, id))).toEqual(notFound)
    }
  }
  expect(await pairs(app)).toEqual([[b, bolt]])
  expect(await app.events()).toEqual([])
})

test('another store finds nobody to assign', async ({ app }) => {
  const { a, acme, bolt } = await app.arrange(people)
  const own = await app.arrange(
    async (writer) => ({ sue: (await aSuperAdmin(writer)).id, company: await aCompany(writer) }),
    'other567',
  )
  await app.send('PUT', ofSuperAdmin(a), companies(true, bolt))
  const send = (url: string, body: object) => app.send('PUT', url, body, fromOtherStore)

  expect(await send(ofSuperAdmin(a), companies(true, own.company))).toEqual(notFound)
  expect(await send(ofSuperAdmin(a), companies(false, bolt))).toEqual(notFound)
  expect(await send(ofSuperAdmin(own.sue), companies(true, own.company, acme))).toEqual(notFound)
  expect(await send(ofCompany(acme), superAdmins(true, own.sue))).toEqual(notFound)
  expect(await send(ofCompany(own.company), superAdmins(true, own.sue, a))).toEqual(notFound)
  expect(await pairs(app)).toEqual([[a, bolt]])
  expect(await app.events()).toEqual([begun(a, bolt)])
})

test('a token that may only read cannot assign', async ({ app }) => {
  const { a, acme } = await app.arrange(people)
  const forbidden = refusal(403, 'Invalid access token')

  expect(await app.send('PUT', ofSuperAdmin(a), companies(true, acme), fromReader)).toEqual(forbidden)
  expect(await app.send('PUT', ofCompany(acme), superAdmins(true, a), fromReader)).toEqual(forbidden)
  expect(await pairs(app)).toEqual([])
  expect(await app.events()).toEqual([])
})

test('callers who race for one assignment all succeed, and it begins and ends once', async ({ app }) => {
  const { a, acme } = await app.arrange(people)
  const race = (assigned: boolean) =>
    Promise.all([
      app.send('PUT', ofSuperAdmin(a), companies(assigned, acme)),
      app.send('PUT', ofCompany(acme), superAdmins(assigned, a)),
      app.send('PUT', ofSuperAdmin(a), companies(assigned, acme)),
    ])

  expect(await race(true)).toEqual([success({}), success({}), success({})])
  expect(await pairs(app)).toEqual([[a, acme]])
  expect(await race(false)).toEqual([success({}), success({}), success({})])
  expect(await pairs(app)).toEqual([])
  expect(await app.events()).toEqual([begun(a, acme), ended(a, acme)])
})
