import { expect } from 'vitest'
import { changeAssignments } from '../../src/domain/sales-staff-assignments.ts'
import { aCompany, aSalesPerson } from '../builders.ts'
import { type App, fromReader, test } from '../harness.ts'

/** Two sales people: the first is assigned three companies, the second only the last of these. */
async function aBook(app: App) {
  return app.arrange(async (writer) => {
    const from = await aSalesPerson(writer, 'from@demo.example')
    const to = await aSalesPerson(writer, 'to@demo.example')
    const ids = []
    for (const name of ['A', 'B', 'C']) ids.push(await aCompany(writer, { name }))
    const [a = 0, b = 0, shared = 0] = ids
    await changeAssignments(
      writer,
      from,
      ids.map((companyId) => ({ companyId, assigned: true })),
    )
    await changeAssignments(writer, to, [{ companyId: shared, assigned: true }])
    return { from, to, a, b, shared }
  })
}

const handOver = (app: App, from: number, body: object) =>
  app.send('POST', `/api/control/v1/sales-staff/${from}/handover`, body)

async function bookOf(app: App, salesStaffId: number): Promise<number[]> {
  const { body } = await app.send('GET', `/api/v3/io/sales-staffs/${salesStaffId}`)
  return body.data.assignedCompanies.map(({ id }: { id: number }) => id)
}

test('all companies of a sales person move to another', async ({ app }) => {
  const { from, to, a, b, shared } = await aBook(app)

  const reply = await handOver(app, from, { toSalesStaffId: to })

  expect(reply).toEqual({ status: 200, body: { data: { companyIds: [a, b, shared] }, meta: {} } })
  expect(await bookOf(app, from)).toEqual([])
  expect(await bookOf(app, to)).toEqual([a, b, shared])
  expect(await app.events()).toEqual([
    ...[a, b, shared].map((companyId) => ({
      event: 'sales_staff.unassigned',
      salesStaffId: from,
      companyId,
    })),
    ...[a, b].map((companyId) => ({ event: 'sales_staff.assigned', salesStaffId: to, companyId })),
  ])
})

test('only the named companies move', async ({ app }) => {
  const { from, to, a, b, shared } = await aBook(app)

  const reply = await handOver(app, from, { toSalesStaffId: to, companyIds: [b] })

  expect(reply.body.data).toEqual({ companyIds: [b] })
  expect(await bookOf(app, from)).toEqual([a, shared])
  expect(await bookOf(app, to)).toEqual([b, shared])
})

test('a company that is not assigned to the person is refused, and nothing moves', async ({ app }) => {
  const { from, to, a, b, shared } = await aBook(app)

  const reply = await handOver(app, from, { toSalesStaffId: to, companyIds: [a, 999_999] })

  expect(reply).toEqual({
    status: 422,
    body: {
      error: {
        code: 'company_not_assigned',
        message: 'Company not assigned.',
        fields: { companyId: '999999', salesStaffId: String(from) },
      },
    },
  })
  expect(await bookOf(app, from)).toEqual([a, b, shared])
  expect(await app.events()).toEqual([])
})

test('a handover needs two sales people of the same store', async ({ app }) => {
  const { from } = await aBook(app)
  const foreign = await app.arrange((writer) => aSalesPerson(writer), 'other567')

  for (const toSalesStaffId of [1, 999_999, foreign]) {
    const reply = await handOver(app, from, { toSalesStaffId })
    expect(reply.status).toBe(404)
    expect(reply.body.error.code).toBe('sales_staff_not_found')
  }
  expect((await handOver(app, foreign, { toSalesStaffId: from })).status).toBe(404)
  expect(await app.events()).toEqual([])
})

test('a handover to the same person changes nothing', async ({ app }) => {
  const { from, a, b, shared } = await aBook(app)

  expect((await handOver(app, from, { toSalesStaffId: from })).body.data).toEqual({ companyIds: [] })
  expect(await bookOf(app, from)).toEqual([a, b, shared])
  expect(await app.events()).toEqual([])
})

test('a token without the scope control is refused', async ({ app }) => {
  const { from, to } = await aBook(app)
  const url = `/api/control/v1/sales-staff/${from}/handover`

  expect((await app.send('POST', url, { toSalesStaffId: to }, fromReader)).status).toBe(403)
})

test('when two hand over the same companies at once, each company goes to one of them', async ({ app }) => {
  const { from, to, a, b, shared } = await aBook(app)
  const third = await app.arrange((writer) => aSalesPerson(writer, 'third@demo.example'))

  const replies = await Promise.all([
    handOver(app, from, { toSalesStaffId: to }),
    handOver(app, from, { toSalesStaffId: third }),
  ])

  const moved = replies.map(({ body }) => body.data.companyIds)
  expect(moved.toSorted((x, y) => x.length - y.length)).toEqual([[], [a, b, shared]])
  expect(await bookOf(app, from)).toEqual([])
})
