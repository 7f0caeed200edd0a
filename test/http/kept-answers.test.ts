import { expect } from 'vitest'
import { aCompany } from '../builders.ts'
import { fromDemo } from '../credentials.ts'
import { test } from '../harness.ts'

test('a kept answer is never given for another address, whatever host the client names', async ({ app }) => {
  const ask = async (host: string, url: string) =>
    (await app.server.inject({ url, headers: { ...fromDemo, host } })).body
  await app.arrange((writer) => aCompany(writer))
  const url = '/api/v3/io/companies?also=/api/v3/io/sales-staffs'
  const companies = await ask('roster.example', url)
  const tricky = () => ask('another.example/api/v3/io/companies?also=', '/api/v3/io/sales-staffs')
  const salesStaff = await tricky()

  expect(salesStaff).not.toBe(companies)
  expect(await tricky()).toBe(salesStaff)
  expect(await ask('another.example', url)).toBe(companies)
})
