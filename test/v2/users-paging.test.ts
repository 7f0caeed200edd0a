import fc from 'fast-check'
import { expect } from 'vitest'
import { changeCompaniesOfSuperAdmin } from '../../src/domain/super-admin-assignments.ts'
import { aCompany, aSuperAdmin, aUser } from '../builders.ts'
import { test } from '../harness.ts'
import { listOf, usersOf } from './replies.ts'

test('any page of any roles is a slice of the whole list', async ({ app }) => {
  const companyId = await app.arrange(async (writer) => {
    const companyId = await aCompany(writer)
    for (let n = 0; n < 12; n += 1) {
      const userRole = ([0, 1, 2] as const)[n % 3] ?? 0
      await aUser(writer, companyId, { email: `user${n}@acme.example`, role: { userRole } })
      const { id } = await aSuperAdmin(writer, { email: `super${n}@demo.example` })
      await changeCompaniesOfSuperAdmin(writer, id, [{ companyId, assigned: n % 2 === 0 }])
    }
    return companyId
  })
  const everybody = await app.send('GET', `${usersOf(companyId)}?role[]=0,1,2,3&limit=250`)
  const people: { role: string }[] = everybody.body.data.list
  expect(people).toHaveLength(18)

  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(fc.constantFrom<string>('0', '1', '2', '3'), { minLength: 1 }),
      fc.integer({ min: 1, max: 400 }),
      fc.integer({ min: 0, max: 25 }),
      async (roles, limit, offset) => {
        const query = `role[]=${roles.join()}&limit=${limit}&offset=${offset}`
        const kept = people.filter(({ role }) => roles.includes(role))
        const used = Math.min(limit, 250)
        const page = kept.slice(offset, offset + used)
        const pagination = { limit: used, offset, totalCount: kept.length }
        expect(await app.send('GET', `${usersOf(companyId)}?${query}`)).toEqual(listOf(page, pagination))
      },
    ),
    { numRuns: 60 },
  )
})
