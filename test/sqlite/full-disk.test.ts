import { expect } from 'vitest'
import type { Tables } from '../../src/db/schema.ts'
import { aCompany, aSalesPerson } from '../builders.ts'
import { type App, test } from '../harness.ts'
import { emptyDisk, fillDisk } from './disk.ts'

test('V3 answers 503 to a write when the disk is full, still reads, and writes again when there is space', async ({
  app,
}) => {
  const { rep, assignments } = await app.arrange(async (writer) => {
    const assignments = []
    for (let number = 0; number < 300; number += 1) {
      assignments.push({ companyId: await aCompany(writer), assignStatus: true })
    }
    return { rep: await aSalesPerson(writer), assignments }
  })
  const url = `/api/v3/io/sales-staffs/${rep}`
  await fillDisk(app)

  const reply = await app.send('PUT', url, assignments)

  expect(reply).toEqual({
    status: 503,
    body: { code: 503, data: {}, meta: { message: 'Service Unavailable' } },
  })
  expect(await countIn(app, 'sales_staff_company', 'outbox')).toEqual([0, 0])
  expect((await app.send('GET', url)).status).toBe(200)
  await emptyDisk(app)
  expect((await app.send('PUT', url, assignments)).status).toBe(200)
  expect(await countIn(app, 'sales_staff_company', 'outbox')).toEqual([300, 300])
})

test('V2 answers 503 to a batch when the disk is full, and keeps none of its first entries', async ({
  app,
}) => {
  const company = await app.arrange((writer) => aCompany(writer))
  const users = Array.from({ length: 200 }, (_, number) => ({
    email: `user${number}@acme.example`,
    firstName: 'Jane',
    lastName: 'Smith',
    phone: '555-1000',
  }))
  const url = `/api/v2/io/companies/${company}/users`
  await fillDisk(app)

  const reply = await app.send('POST', `${url}/bulk_create`, { users })

  expect(reply).toEqual({ status: 503, body: { code: 503, data: {}, message: 'Service Unavailable' } })
  expect(await countIn(app, 'customer', 'b2b_user', 'user_channel', 'outbox')).toEqual([0, 0, 0, 0])
  expect((await app.send('GET', url)).status).toBe(200)
  await emptyDisk(app)
  expect((await app.send('POST', `${url}/bulk_create`, { users })).status).toBe(200)
  expect(await countIn(app, 'customer', 'b2b_user', 'user_channel', 'outbox')).toEqual([200, 200, 200, 200])
})

async function countIn({ database }: App, ...tables: (keyof Tables)[]): Promise<number[]> {
  const counts: number[] = []
  for (const table of tables) {
    const rows = await database.db.selectFrom(table).select('store_id').execute()
    counts.push(rows.length)
  }
  return counts
}
