import { createHash } from 'node:crypto'
import type { Tx } from '../../src/db/schema.ts'
import { type Amounts, CREATED } from '../amounts.ts'
import { insert } from './insert.ts'
import { customerNumber } from './names.ts'

const SECTORS = ['Building', 'Catering', 'Chemistry', 'Energy', 'Farming', 'Health', 'Machines', 'Retail']

/** Two fields of companies, one of them unique, and one of company users and super admins; every record has all values. */
export async function fillExtraFields(tx: Tx, store_id: number, amounts: Amounts): Promise<void> {
  await insertFew(tx, [
    definition(store_id, { subject: 'company', field_name: 'Customer number', is_unique: 1 }),
    definition(store_id, {
      subject: 'company',
      field_name: 'Sector',
      field_type: 3,
      list_of_value: JSON.stringify(SECTORS),
    }),
    definition(store_id, { subject: 'user', field_name: 'Cost centre' }),
  ])
  await insert(tx, 'extra_field_value', amounts.companies, (id) => ({
    ...given(store_id, 1, customerNumber(id)),
    company_id: id,
    user_id: null,
    unique_hash: hashOf(customerNumber(id)),
  }))
  await insert(tx, 'extra_field_value', amounts.companies, (id) => ({
    ...given(store_id, 2, SECTORS[id % SECTORS.length] ?? ''),
    company_id: id,
    user_id: null,
    unique_hash: null,
  }))
  await insert(tx, 'extra_field_value', amounts.users + amounts.superAdmins, (id) => ({
    ...given(store_id, 3, `CC-${1000 + ((id * 7919) % 9000)}`),
    company_id: null,
    user_id: id,
    unique_hash: null,
  }))
}

async function insertFew(tx: Tx, fields: ReturnType<typeof definition>[]): Promise<void> {
  await tx.insertInto('extra_field').values(fields).execute()
}

interface Field {
  subject: 'company' | 'user'
  field_name: string
  field_type?: number
  is_unique?: number
  list_of_value?: string
}

function definition(store_id: number, field: Field) {
  return {
    store_id,
    uuid: '',
    label_name: field.field_name,
    field_type: 0,
    is_required: 0,
    is_unique: 0,
    visible_to_enduser: 1,
    config_type: 2,
    default_value: '',
    maximum_length: null,
    number_of_rows: null,
    maximum_value: null,
    list_of_value: '[]',
    created_at: CREATED,
    ...field,
  }
}

function given(store_id: number, extra_field_id: number, value: string) {
  return {
    store_id,
    extra_field_id,
    address_id: null,
    value,
    search_key: value.toLowerCase(),
    value_hash: hashOf(value),
  }
}

function hashOf(value: string): string {
  return createHash('sha256').update(value).digest('hex')
}
