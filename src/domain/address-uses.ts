import type { Address, Flag } from '../db/schema.ts'
import type { Fields } from './changes.ts'
import { refuse } from './errors.ts'
import { recordEach } from './outbox.ts'
import type { Writer } from './scope.ts'

/** What an address is for. The default billing address is also one for billing, and so with shipping. */
export interface Uses {
  isBilling?: boolean | undefined
  isShipping?: boolean | undefined
  isDefaultBilling?: boolean | undefined
  isDefaultShipping?: boolean | undefined
}

type UseColumns = Pick<Address, 'is_billing' | 'is_shipping' | 'is_default_billing' | 'is_default_shipping'>

const noDefaults = { is_default_billing: 0, is_default_shipping: 0 }

/** The uses of a new address. */
export const unused: UseColumns = { is_billing: 0, is_shipping: 0, ...noDefaults }

export function withoutDefaults({ is_billing, is_shipping }: UseColumns): UseColumns {
  return { is_billing, is_shipping, ...noDefaults }
}

/**
 * The uses of an address after a change. A default is always for its use too, and an address that is no longer for a use
 * is no default of it.
 *
 * @throws default_contradictory
 */
export function toUses(asked: Uses, current: UseColumns): UseColumns {
  const { isBilling, isShipping, isDefaultBilling, isDefaultShipping } = asked
  const billing = { used: current.is_billing, isDefault: current.is_default_billing }
  const shipping = { used: current.is_shipping, isDefault: current.is_default_shipping }
  const forBilling = toUse('isDefaultBilling', isBilling, isDefaultBilling, billing)
  const forShipping = toUse('isDefaultShipping', isShipping, isDefaultShipping, shipping)
  return {
    is_billing: forBilling.used,
    is_shipping: forShipping.used,
    is_default_billing: forBilling.isDefault,
    is_default_shipping: forShipping.isDefault,
  }
}

interface Use {
  used: Flag
  isDefault: Flag
}

function toUse(
  field: 'isDefaultBilling' | 'isDefaultShipping',
  used: boolean | undefined,
  isDefault: boolean | undefined,
  current: Use,
): Use {
  if (used === false && isDefault) refuse({ code: 'default_contradictory', field })
  if (used === false) return { used: 0, isDefault: 0 }
  if (isDefault) return { used: 1, isDefault: 1 }
  return { used: used ? 1 : current.used, isDefault: isDefault === false ? 0 : current.isDefault }
}

/**
 * Makes way for an address with these uses: what was the company's default before it is so no longer. Safe only while
 * the company is locked.
 */
export async function takeDefaults(
  writer: Writer,
  companyId: number,
  uses: UseColumns,
  addressId?: number,
): Promise<void> {
  const losers = new Map<number, Fields>()
  for (const column of ['is_default_billing', 'is_default_shipping'] as const) {
    if (!uses[column]) continue
    const query = writer.db
      .updateTable('address')
      .set(column, 0)
      .set('updated_at', writer.now)
      .where('store_id', '=', writer.storeId)
      .where('company_id', '=', companyId)
      .where(column, '=', 1)
    const others = addressId === undefined ? query : query.where('id', '!=', addressId)
    const name = column === 'is_default_billing' ? 'isDefaultBilling' : 'isDefaultShipping'
    for (const { id } of await others.returning('id').execute()) {
      losers.set(id, { ...losers.get(id), [name]: true })
    }
  }
  const events = [...losers].map(([loserId, before]) => ({
    payload: { addressId: loserId, companyId },
    change: { before, after: Object.fromEntries(Object.keys(before).map((name) => [name, false])) },
  }))
  await recordEach(writer, 'address.updated', events)
}
