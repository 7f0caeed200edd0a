import type { Writer } from './scope.ts'

/** 1 for what a user owns, 2 for the whole company, 3 for the company and its subsidiaries. */
export type PermissionLevel = 1 | 2 | 3

/** What a code of the store's own accepts. */
const everyLevel: readonly PermissionLevel[] = [1, 2, 3]

interface PredefinedPermission {
  code: string
  module: string
  /** The levels the code accepts, lowest first. */
  levels: readonly PermissionLevel[]
}

/** The vendor's codes, spelled as the vendor spells them. */
export const predefinedPermissions: readonly PredefinedPermission[] = [
  ...permissions(
    'address',
    [2, 3],
    'get_addresses get_address_detail get_default_shipping get_default_billing',
  ),
  ...permissions('address', [2, 3], 'create_address update_address delete_address'),
  ...permissions('invoice', [2, 3], 'get_invoices get_invoice_detail export_invoices get_invoice_pdf'),
  ...permissions('invoice', [2, 3], 'get_invoice_payments_history pay_invoice'),
  ...permissions('user', [2, 3], 'get_users get_user_detail create_user update_user delete_user get_roles'),
  ...permissions('order', [2, 3], 'purchase_enable'),
  ...permissions('order', [1, 2, 3], 'get_orders get_order_detail'),
  ...permissions(
    'quote',
    [1, 2, 3],
    'get_quotes get_quote_detail update_quote_message checkout_with_quote get_quote_pdf',
  ),
  ...permissions('quote', [1, 3], 'create_quote'),
  ...permissions(
    'shopping_list',
    [1, 2, 3],
    'get_shopping_lists get_shopping_list_detail create_shopping_list',
  ),
  ...permissions(
    'shopping_list',
    [1, 2, 3],
    'deplicate_shopping_list update_shopping_list delete_shopping_list',
  ),
  ...permissions(
    'shopping_list',
    [1, 2, 3],
    'create_shopping_list_item update_shopping_list_item delete_shopping_list_item',
  ),
  ...permissions('shopping_list', [1, 3], 'submit_shopping_list_for_approval'),
  ...permissions('shopping_list', [2, 3], 'approve_draft_shopping_list'),
  ...permissions('company', [3], 'get_company_subsidiaries'),
]

const levelsByCode = new Map(predefinedPermissions.map(({ code, levels }) => [code, levels]))

export function levelsOf(code: string): readonly PermissionLevel[] {
  return levelsByCode.get(code) ?? everyLevel
}

/** Gives a store the vendor's permissions. */
export async function createPredefinedPermissions({ db, storeId }: Writer): Promise<void> {
  const values = predefinedPermissions.map(({ code, module }) => ({
    store_id: storeId,
    code,
    name: nameOf(code),
    name_key: nameOf(code).toLowerCase(),
    description: nameOf(code),
    module_name: module,
    is_predefined: 1,
  }))
  await db.insertInto('permission').values(values).execute()
}

function permissions(
  module: string,
  levels: readonly PermissionLevel[],
  codes: string,
): PredefinedPermission[] {
  return codes.split(' ').map((code) => ({ code, module, levels }))
}

/** `get_invoice_pdf` is named "Get invoice pdf". */
function nameOf(code: string): string {
  const words = code.replaceAll('_', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}
