import type { Tx } from '../../src/db/schema.ts'
import { amounts, CREATED } from '../amounts.ts'
import { seeded } from '../random.ts'
import { insert, padded } from './insert.ts'

export async function fillSalesStaff(tx: Tx, store_id: number): Promise<void> {
  const role = await tx
    .selectFrom('system_role')
    .select('id')
    .where('kind', '=', 'sales_rep')
    .executeTakeFirstOrThrow()
  await insert(tx, 'system_user', amounts.salesStaff, (id) => ({
    id,
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
  }))
  const draw = seeded(1)
  const each = amounts.assignments / amounts.salesStaff
  const pairs = new Map<string, { sales_staff_id: number; company_id: number }>()
  while (pairs.size < amounts.assignments) {
    const sales_staff_id = 1 + Math.floor(pairs.size / each)
    const company_id = 2 * (1 + draw(amounts.companies / 2))
    pairs.set(`${sales_staff_id} ${company_id}`, { sales_staff_id, company_id })
  }
  const assigned = [...pairs.values()]
  await insert(tx, 'sales_staff_company', assigned.length, (nth) => ({
    sales_staff_id: 0,
    company_id: 0,
    ...assigned[nth - 1],
    store_id,
    assigned_at: CREATED,
  }))
}
