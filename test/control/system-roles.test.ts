import { expect } from 'vitest'
import { changeAssignments } from '../../src/domain/sales-staff-assignments.ts'
import { aCompany, aSalesPerson } from '../builders.ts'
import { type App, test } from '../harness.ts'
import { base, created, invalid, list, notFound, refusal, success } from './replies.ts'

const url = `${base}/system-roles`
const predefined = [
  { id: 1, name: 'Store Owner', salesStaff: false, predefined: true },
  { id: 2, name: 'Administrator', salesStaff: false, predefined: true },
  { id: 3, name: 'Sales Rep', salesStaff: true, predefined: true },
]

async function rolesOf(app: App) {
  return (await app.send('GET', url)).body.data
}

/** The id of the demo store's own role, which is marked as sales staff. */
async function regionalManager(app: App): Promise<number> {
  return (await rolesOf(app)).at(-1).id
}

test('a store has the predefined system roles and its own', async ({ app }) => {
  const id = await regionalManager(app)
  const regional = { id, name: 'Regional Manager', salesStaff: true, predefined: false }

  expect(await app.send('GET', url)).toEqual(list([...predefined, regional]))
})

test('a system role is created with its mark', async ({ app }) => {
  const reply = await app.send('POST', url, { name: 'Key Account', salesStaff: true })

  const { id } = reply.body.data
  expect(reply).toEqual(created({ id, name: 'Key Account', salesStaff: true, predefined: false }))
  expect(await app.events()).toEqual([{ event: 'system_role.created', systemRoleId: id }])
  expect((await rolesOf(app)).at(-1)).toEqual(reply.body.data)
})

test('the given fields of a system role change, and the rest stay', async ({ app }) => {
  const id = await regionalManager(app)

  const reply = await app.send('PUT', `${url}/${id}`, { name: 'Area Manager' })

  expect(reply).toEqual(success({ id, name: 'Area Manager', salesStaff: true, predefined: false }))
  expect(await app.events()).toEqual([{ event: 'system_role.updated', systemRoleId: id }])
})

test('people whose role stops being sales staff lose their companies', async ({ app }) => {
  const id = await regionalManager(app)
  const { rep, other, companyId } = await app.arrange(async (writer) => {
    const rep = await aSalesPerson(writer, 'rita@demo.example', 'Regional Manager')
    const other = await aSalesPerson(writer)
    const companyId = await aCompany(writer)
    for (const person of [rep, other])
      await changeAssignments(writer, person, [{ companyId, assigned: true }])
    return { rep, other, companyId }
  })

  const reply = await app.send('PUT', `${url}/${id}`, { salesStaff: false })

  expect(reply.body.data.salesStaff).toBe(false)
  expect(await app.events()).toEqual([
    { event: 'sales_staff.unassigned', salesStaffId: rep, companyId },
    { event: 'system_role.updated', systemRoleId: id },
  ])
  const { body } = await app.send('GET', '/api/v3/io/sales-staffs')
  expect(body.data.map((person: { id: number }) => person.id)).toEqual([other])
  await app.send('PUT', `${url}/${id}`, { salesStaff: true })
  const { body: again } = await app.send('GET', `/api/v3/io/sales-staffs/${rep}`)
  expect(again.data.assignedCompanies).toEqual([])
})

test('a predefined system role keeps its name and its mark', async ({ app }) => {
  for (const change of [{ name: 'Boss' }, { salesStaff: false }, {}]) {
    expect(await app.send('PUT', `${url}/3`, change)).toEqual(
      refusal(422, 'system_role_predefined', 'System role predefined.', { systemRoleId: '3' }),
    )
  }
  expect((await rolesOf(app)).slice(0, 3)).toEqual(predefined)
  expect(await app.events()).toEqual([])
})

test('the name of a system role can be used once, in any case', async ({ app }) => {
  const taken = (name: string) => refusal(409, 'system_role_exists', 'System role exists.', { name })
  const id = await regionalManager(app)

  expect(await app.send('POST', url, { name: 'sales REP', salesStaff: false })).toEqual(taken('sales REP'))
  expect(await app.send('PUT', `${url}/${id}`, { name: 'STORE owner' })).toEqual(taken('STORE owner'))
  expect((await app.send('PUT', `${url}/${id}`, { name: 'REGIONAL manager' })).status).toBe(200)
})

test('an invalid value is refused by name', async ({ app }) => {
  expect(await app.send('POST', url, {})).toEqual(
    invalid({ name: 'Is required.', salesStaff: 'Is required.' }),
  )
  expect(await app.send('PUT', `${url}/4`, { name: null, salesStaff: 'yes' })).toEqual(
    invalid({ name: 'Must be string.', salesStaff: 'Must be boolean.' }),
  )
  expect(await app.send('PUT', `${url}/999999`, {})).toEqual(
    notFound('system role', { systemRoleId: '999999' }),
  )
})
