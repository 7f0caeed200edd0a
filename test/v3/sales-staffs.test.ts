import { expect } from 'vitest'
import { createCustomerGroup } from '../../src/domain/customer-groups.ts'
import { changeAssignments } from '../../src/domain/sales-staff-assignments.ts'
import { retireSystemUser } from '../../src/domain/system-users.ts'
import { aCompany, aSalesPerson } from '../builders.ts'
import { NOW } from '../databases.ts'
import { fromOtherStore, fromReader, test } from '../harness.ts'
import { parameterError } from './replies.ts'
import { url } from './sales-staff.ts'

test('a sales person is shown with the companies assigned to them', async ({ app }) => {
  const { rep, group, grouped, plain } = await app.arrange(async (writer) => {
    const group = await createCustomerGroup(writer, { name: 'Gold', priceListId: null })
    const rep = await aSalesPerson(writer)
    const grouped = await aCompany(writer, { name: 'Acme', customerGroupId: group })
    const plain = await aCompany(writer, { name: 'Bolt' })
    await aCompany(writer, { name: 'Nobody’s' })
    await changeAssignments(writer, rep, [{ companyId: plain, assigned: true }])
    await changeAssignments({ ...writer, now: NOW + 7 }, rep, [{ companyId: grouped, assigned: true }])
    return { rep, group, grouped, plain }
  })

  expect(await app.send('GET', `${url}/${rep}`, undefined, fromReader)).toEqual({
    status: 200,
    body: {
      code: 200,
      data: {
        id: rep,
        name: 'Rita Rep',
        email: 'rep@demo.example',
        phoneNumber: '555-2000',
        assignedCompanies: [
          {
            id: grouped,
            bcId: String(group),
            companyName: 'Acme',
            bcGroupName: 'Gold',
            assignedAt: NOW + 7,
          },
          { id: plain, bcId: '', companyName: 'Bolt', bcGroupName: '', assignedAt: NOW },
        ],
      },
      meta: { message: 'SUCCESS' },
    },
  })
})

test('somebody who is not sales staff of the store is not found', async ({ app }) => {
  const { admin, retired, rep } = await app.arrange(async (writer) => {
    const rep = await aSalesPerson(writer)
    const admin = await aSalesPerson(writer, 'second.admin@demo.example', 'Administrator')
    const retired = await aSalesPerson(writer, 'retired@demo.example')
    await retireSystemUser(writer, retired)
    return { admin, retired, rep }
  })
  const missing = parameterError('Sales staff does not exist.')

  for (const id of [admin, retired, 999_999, -1]) {
    expect(await app.send('GET', `${url}/${id}`)).toEqual(missing)
  }
  expect(await app.send('GET', `${url}/${rep}`, undefined, fromOtherStore)).toEqual(missing)
})

test('an id that is not an integer is refused by name', async ({ app }) => {
  const refused = parameterError('salesStaffId: A valid integer is required.')

  expect(await app.send('GET', `${url}/rita`)).toEqual(refused)
  expect(await app.send('GET', `${url}/1.5`)).toEqual(refused)
})
