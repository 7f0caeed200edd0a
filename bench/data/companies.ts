import type { Tx } from '../../src/db/schema.ts'
import { type Amounts, COMPANIES_OF_HIERARCHY, CREATED } from '../amounts.ts'
import { insert } from './insert.ts'
import { capitalized, companyWord, padded } from './names.ts'

const GROUPS = 50
const SUFFIXES = ['Trading', 'Supply', 'Works', 'Partners', 'Group']
/** Subsidiaries of each company of a hierarchy, so that its 500 companies form five layers. */
const BRANCHES = 5

export async function fillCompanies(tx: Tx, store_id: number, amounts: Amounts): Promise<void> {
  await insert(tx, 'customer_group', GROUPS, (id) => ({
    store_id,
    name: `Group ${padded(id)}`,
    name_key: `group ${padded(id)}`,
    price_list_id: null,
  }))
  await insert(tx, 'company', amounts.companies, (id) => {
    const name = `${capitalized(companyWord(id))} ${SUFFIXES[id % SUFFIXES.length]}`
    return {
      store_id,
      parent_id: parentOf(id, amounts),
      customer_group_id: 1 + (id % GROUPS),
      price_list_id: null,
      name,
      email: `office@${companyWord(id)}.example`,
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
      search_key: name.toLowerCase(),
      created_at: CREATED,
      updated_at: CREATED + id,
    }
  })
}

/** Parents come before their subsidiaries, as the foreign key requires. */
function parentOf(id: number, { hierarchies }: Amounts): number | null {
  const place = (id - 1) % COMPANIES_OF_HIERARCHY
  if (place === 0 || id > hierarchies * COMPANIES_OF_HIERARCHY) return null
  return id - place + Math.floor((place - 1) / BRANCHES)
}
