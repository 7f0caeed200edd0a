import { expect } from 'vitest'
import { aCompany, aSalesPerson } from '../builders.ts'
import { NOW } from '../databases.ts'
import { test } from '../harness.ts'

const SUCCESS = { code: 200, data: {}, meta: { message: 'SUCCESS' } }
const parameterError = (errMsg: unknown) => ({
  status: 422,
  body: { code: 422, data: { errMsg }, meta: { message: 'Parameter Error' } },
})

test('PUT assigns and unassigns only the companies that are named', async ({ app }) => {
  const { rep, a, b } = await app.arrange(async (writer) => ({
    rep: await aSalesPerson(writer),
    a: await aCompany(writer, { name: 'A' }),
    b: await aCompany(writer, { name: 'B' }),
  }))
  await app.send('PUT', `/api/v3/io/sales-staffs/${rep}`, [{ companyId: a, assignStatus: true }])

  const reply = await app.send('PUT', `/api/v3/io/sales-staffs/${rep}`, [
    { companyId: b, assignStatus: true },
  ])

  expect(reply).toEqual({ status: 200, body: SUCCESS })
  const shown = await app.send('GET', `/api/v3/io/sales-staffs/${rep}`)
  expect(shown).toEqual({
    status: 200,
    body: {
      code: 200,
      data: {
        id: rep,
        name: 'Rita Rep',
        email: 'rep@demo.example',
        phoneNumber: '555-2000',
        assignedCompanies: [
          { id: a, bcId: '', companyName: 'A', bcGroupName: '', assignedAt: NOW },
          { id: b, bcId: '', companyName: 'B', bcGroupName: '', assignedAt: NOW },
        ],
      },
      meta: { message: 'SUCCESS' },
    },
  })
  expect(await app.events()).toEqual([
    { event: 'sales_staff.assigned', salesStaffId: rep, companyId: a },
    { event: 'sales_staff.assigned', salesStaffId: rep, companyId: b },
  ])
})

test('PUT changes nothing when one company does not exist', async ({ app }) => {
  const { rep, a } = await app.arrange(async (writer) => ({
    rep: await aSalesPerson(writer),
    a: await aCompany(writer),
  }))

  const reply = await app.send('PUT', `/api/v3/io/sales-staffs/${rep}`, [
    { companyId: a, assignStatus: true },
    { companyId: 999_999, assignStatus: true },
  ])

  expect(reply).toEqual(parameterError('Company does not exist.'))
  expect(await app.database.db.selectFrom('sales_staff_company').selectAll().execute()).toEqual([])
  expect(await app.events()).toEqual([])
})

test('PUT says which type a field must have', async ({ app }) => {
  const rep = await app.arrange((writer) => aSalesPerson(writer))

  const reply = await app.send('PUT', `/api/v3/io/sales-staffs/${rep}`, [
    { companyId: 1, assignStatus: 'yes' },
  ])

  expect(reply).toEqual(parameterError('Must be a valid boolean.'))
})
