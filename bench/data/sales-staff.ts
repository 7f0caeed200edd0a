import type { Tx } from '../../src/db/schema.ts'
import { type Amounts, CREATED } from '../amounts.ts'
import { seeded } from '../random.ts'
import { insert } from './insert.ts'
import { padded } from './names.ts'

export async function fillSalesStaff(tx: Tx, store_id: number, amounts: Amounts): Promise<void> {
  const role = await tx
    .selectFrom('system_role')
    .select('id')
    .where('kind', '=', 'sales_rep')
    .executeTakeFirstOrThrow()
  await insert(tx, 'system_user', amounts.salesStaff, (id) => ({
    store_id,
    system_role_id: role.id,
    email: `Rep${padded(id)}@merchant.example`,
    email_key: `rep${padded(id)}@merchant.example`,
    name: `Rita Rep ${padded(id)}`,
    phone: `555-${padded(id)}`,
    password_hash: null,
    created_at: CREATED,
    updated_at: CREATED + id,
    retired_at: null,
    is_selling: 1,
  }))
  const assigned = assignments(amounts)
  await insert(tx, 'sales_staff_company', assigned.length, (nth) => ({
    store_id,
    sales_staff_id: 0,
    company_id: 0,
    ...assigned[nth - 1],
    assigned_at: CREATED,
  }))
}

/** Only companies with even ids are assigned; the benchmark assigns and unassigns the others. */
function assignments({ assignments, salesStaff, companies }: Amounts) {
  const draw = seeded(1)
  const each = assignments / salesStaff
  const pairs = new Map<string, { sales_staff_id: number; company_id: number }>()
  while (pairs.size < assignments) {
    const sales_staff_id = 1 + Math.floor(pairs.size / each)
    const company_id = 2 * (1 + draw(companies / 2))
    pairs.set(`${sales_staff_id} ${company_id}`, { sales_staff_id, company_id })
  }
  return [...pairs.values()]
}
