import type { Tx } from '../../src/db/schema.ts'
import { amounts, CREATED } from '../amounts.ts'
import { insert, padded } from './insert.ts'

const GROUPS = 50

export async function fillCompanies(tx: Tx, store_id: number): Promise<void> {
  await insert(tx, 'customer_group', GROUPS, (id) => ({
    id,
    store_id,
    name: `Group ${padded(id)}`,
    name_key: `group ${padded(id)}`,
    price_list_id: null,
  }))
  await insert(tx, 'company', amounts.companies, (id) => ({
    id,
    store_id,
    parent_id: null,
    customer_group_id: 1 + (id % GROUPS),
    price_list_id: null,
    name: `Company ${padded(id)}`,
    email: `office@company${padded(id)}.example`,
    phone: `555-${padded(id)}`,
    address_line1: `${id} Main Street`,
    address_line2: '',
    city: 'Springfield',
    state: 'Illinois',
    country: 'United States',
    zip_code: '62701',
    description: '',
    uuid: '',
    status: 1,
    search_key: `company ${padded(id)}`,
    created_at: CREATED,
    updated_at: CREATED + id,
  }))
}
