import { sql } from 'kysely'
import { expect } from 'vitest'
import { setExtraFields } from '../src/domain/extra-field-values.ts'
import { changeAssignments } from '../src/domain/sales-staff-assignments.ts'
import type { Writer } from '../src/domain/scope.ts'
import { byCommand } from '../src/domain/scope.ts'
import { changeCompaniesOfSuperAdmin } from '../src/domain/super-admin-assignments.ts'
import { tally } from '../src/domain/tally.ts'
import { aCompany, aSalesPerson, aSuperAdmin, aUser } from './builders.ts'
import { type App, test } from './harness.ts'

const ofDemo = "store_id = (select store_id from store where store_hash = 'demo1234')"

test('the database itself refuses invalid rows, even when the program forgets to check', async ({ app }) => {
  const { company, theirs } = await prepare(app)
  const statements = {
    'two stores with one hash': "update store set store_hash = 'demo1234'",
    'two tokens with one value': `update token set token_hash = 'same' where ${ofDemo}`,
    'a company user with the email of a super admin':
      "update b2b_user set email_key = 'super@demo.example' where email = 'jane@acme.example'",
    'two accounts of one customer':
      "update b2b_user set customer_id = (select min(customer_id) from b2b_user) where email = 'super@demo.example'",
    'two customers with one email': `update customer set email_key = 'same' where ${ofDemo}`,
    'two system users with one email': `update system_user set email_key = 'same' where ${ofDemo}`,
    'a company user without a role': "update b2b_user set role_id = null where email = 'jane@acme.example'",
    'a super admin with a role':
      "update b2b_user set role_id = (select min(id) from role) where email = 'super@demo.example'",
    'a user of a company of another store': `update b2b_user set company_id = ${theirs} where company_id is not null`,
    'a company below one of another store': `update company set parent_id = ${theirs} where ${ofDemo}`,
    'a sales person for a company of another store': `update sales_staff_company set company_id = ${theirs}`,
    'a super admin for a company of another store': `update super_admin_company set company_id = ${theirs}`,
    'a company that goes while it has users': `delete from company where id = ${company}`,
    'a customer who goes from behind an account': `delete from customer where ${ofDemo}`,
    'a role that goes while a user has it': `delete from role where ${ofDemo} and name = 'Admin'`,
    'a system role that goes while somebody has it': `delete from system_role where ${ofDemo}`,
    'a status that there is not': 'update company set status = 4',
    'a user role that there is not': 'update role set user_role = 3',
    'a level that there is not': 'update role_permission set level = 0',
    'a type of extra field that there is not': 'update extra_field set field_type = 4',
    'an extra field of nobody': 'update extra_field_value set user_id = null',
    'an extra field of two at once': `update extra_field_value set company_id = ${company}`,
    'two default channels': `update channel set is_default = 1 where ${ofDemo}`,
    'two channels with one number': `update channel set channel_id = 1 where ${ofDemo}`,
    'two roles with one name': `update role set name_key = 'same' where ${ofDemo}`,
    'two permissions with one code': `update permission set code = 'same' where ${ofDemo}`,
    'two extra fields with one name': `update extra_field set field_name = 'same' where ${ofDemo}`,
  }

  const accepted: string[] = []
  for (const [name, statement] of Object.entries(statements)) {
    if (!(await isRefused(app, statement))) accepted.push(name)
  }

  expect(accepted).toEqual([])
})

test('the database accepts rows that only look invalid', async ({ app }) => {
  await prepare(app)
  const statements = {
    'one email in two stores': "update customer set email_key = 'same' where email = 'jane@acme.example'",
    'the email of somebody who has retired':
      "update system_user set email_key = 'same', retired_at = 1 where email <> 'owner@demo.example'",
    'two stores with a channel of one number': 'update channel set channel_id = channel_id + 10',
  }

  const refused: string[] = []
  for (const [name, statement] of Object.entries(statements)) {
    if (await isRefused(app, statement)) refused.push(name)
  }

  expect(refused).toEqual([])
})

test('the rows of a company or an account are deleted with it', async ({ app }) => {
  const { company } = await prepare(app)

  await app.database.transaction(async (tx) => {
    const users = await tx.deleteFrom('b2b_user').where('company_id', '=', company).executeTakeFirst()
    const { store_id: storeId } = await tx
      .deleteFrom('company')
      .where('id', '=', company)
      .returning('store_id')
      .executeTakeFirstOrThrow()
    const writer = { db: tx, storeId, now: app.clock.now, ...byCommand }
    await tally(writer, 'user', -Number(users.numDeletedRows))
    await tally(writer, 'company', -1)
  })

  for (const table of ['extra_field_value', 'sales_staff_company', 'super_admin_company'] as const) {
    expect(await app.database.db.selectFrom(table).selectAll().execute()).toEqual([])
  }
  const channels = await app.database.db.selectFrom('user_channel').selectAll().execute()
  expect(channels).toHaveLength(1)
})

/** A company with one person of each kind, and another store with a company. */
async function prepare(app: App): Promise<{ company: number; theirs: number }> {
  const theirs = await app.arrange((writer) => aCompany(writer), 'other567')
  const company = await app.arrange(async (writer: Writer) => {
    const companyId = await aCompany(writer)
    const user = await aUser(writer, companyId)
    const superAdmin = await aSuperAdmin(writer)
    await setExtraFields(writer, 'user', user.id, [{ fieldName: 'Badge', fieldValue: '7' }])
    await changeCompaniesOfSuperAdmin(writer, superAdmin.id, [{ companyId, assigned: true }])
    await changeAssignments(writer, await aSalesPerson(writer), [{ companyId, assigned: true }])
    return companyId
  })
  return { company, theirs }
}

/** Whether a constraint stops the statement, which is rolled back in any case. */
async function isRefused({ database }: App, statement: string): Promise<boolean> {
  const undone = new Error('undone')
  const error = await database
    .transaction(async (tx) => {
      await sql.raw(statement).execute(tx)
      throw undone
    })
    .catch((thrown: unknown) => thrown)
  if (error === undone) return false
  if (isConstraint(error)) return true
  throw error
}

function isConstraint(error: unknown): boolean {
  return error instanceof Error && /constraint/i.test(error.message)
}
