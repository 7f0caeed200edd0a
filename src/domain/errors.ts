/** What the domain may refuse, and what each refusal carries. A new one needs a sentence in the CLI to compile. */
interface Refusals {
  store_not_found: { storeHash: string }
  store_exists: { storeHash: string }
  login_failed: { email: string }
  jwt_refused: object
  login_role_forbidden: { email: string }
  token_not_found: { tokenId: number }
  company_not_found: { companyId: number }
  user_not_found: { userId: number } | { customerId: number } | { email: string }
  super_admin_not_found: { superAdminId: number }
  company_not_assigned: { companyId: number; salesStaffId: number }
  sales_staff_not_found: { salesStaffId: number }
  system_user_not_found: { systemUserId: number } | { email: string }
  system_role_not_found: { name: string } | { systemRoleId: number }
  system_role_exists: { name: string }
  /** The vendor's own system roles stay as they are. */
  system_role_predefined: { systemRoleId: number }
  role_not_found: { choice: { roleId: number } | { userRole: number } }
  role_missing: object
  channels_missing: object
  role_exists: { name: string }
  /** The vendor's own roles and permissions stay as they are. */
  role_predefined: { roleId: number }
  role_in_use: { roleId: number }
  permission_not_found: { permissionId: number } | { permission: string }
  permission_exists: { field: 'name' | 'code'; value: string }
  permission_predefined: { permissionId: number }
  permission_repeated: { permission: string }
  permission_level_refused: { permission: string; level: number }
  price_list_not_found: { priceListId: number; field: 'catalogId' | 'priceListId' }
  price_list_unknown: { name: string }
  /** A company or a customer group has it. */
  price_list_in_use: { priceListId: number }
  customer_not_found: { customerId: number }
  /** The customer is behind the account of a user or super admin, whose email it is. */
  customer_email_bound: { customerId: number; userId: number }
  customer_group_not_found: { customerGroupId: number }
  customer_group_exists: { name: string }
  /** `companyId` has it. */
  customer_group_in_use: { customerGroupId: number; companyId: number }
  channel_not_found: {
    channelId: number
    field: 'channelIds' | 'originChannelId' | 'channelId' | 'channel_id'
  }
  channel_exists: { channelId: number }
  /** A store that has channels has a default one. */
  default_channel_required: { channelId: number }
  email_taken: { email: string; by: 'company_user' | 'super_admin' | 'customer' | 'system_user' }
  /** A buyer cannot become a super admin by an edit, nor the reverse. */
  role_change_forbidden: { userId: number }
  last_user: { companyId: number }
  last_admin: { companyId: number }
  /** What only stores have whose companies have customer groups of their own. */
  store_independent: object
  multi_storefront_off: object
  /** What only stores have with one storefront. */
  multi_storefront_on: object
  /** A person who is not a customer yet needs names. */
  name_required: { field: 'adminFirstName' | 'adminLastName' }
  hierarchy_loop: { companyId: number; parentId: number }
  hierarchy_too_deep: { companyId: number; parentId: number }
  hierarchy_too_large: { companyId: number; parentId: number }
  not_a_subsidiary: { companyId: number; childId: number }
  address_not_found: { addressId: number }
  attachment_not_found: { attachmentId: string }
  attachments_full: { companyId: number; most: number }
  file_name_refused: { fileName: string }
  /** The content is of another type than the file was declared as. */
  file_type_refused: { declaredType: string; foundType: string | undefined }
  place_required: { field: 'countryName' | 'stateName' }
  /** No country goes by this, or no state of the country. */
  place_unknown: { field: 'countryCode' | 'countryName' | 'stateCode' | 'stateName'; value: string }
  /** The name is not that of the code beside it. */
  place_contradictory: { field: 'countryName' | 'stateName' }
  /** An address cannot be the default for what it is not for. */
  default_contradictory: { field: 'isDefaultBilling' | 'isDefaultShipping' }
  extra_field_not_found: { extraFieldId: number }
  extra_field_exists: { subject: 'company' | 'user' | 'address'; fieldName: string }
  /** A field of this type has no such limit. */
  extra_field_limit_unfit: { limit: string; fieldType: number }
  /** A dropdown has to offer something. */
  extra_field_choices_missing: object
  extra_field_unknown: { fieldName: string }
  extra_field_required: { fieldName: string }
  extra_field_invalid: { fieldName: string; reason: string }
  extra_field_taken: { fieldName: string; value: string }
  webhook_not_found: { webhookId: number }
  webhook_exists: { scope: string; destination: string }
  webhooks_full: { scope: string; most: number }
  webhook_scope_unknown: { scope: string }
  webhook_destination_refused: { destination: string; reason: string }
  /** Roster sends a header of this name itself, or HTTP knows none. */
  webhook_header_refused: { header: string }
  webhook_inactive: { webhookId: number }
  delivery_not_found: { deliveryId: number }
  /** The event log is not whole from `at` on, only from `since`. */
  history_not_kept: { at: number; since: number }
  /** Of a batch that is all or nothing, in its order; undefined where the entry is fine. */
  entries_refused: { refusals: readonly (Refusal | undefined)[] }
}

type RefusalCode = keyof Refusals

/** A refusal with its details; `switch` on `code` tells which. */
export type Refusal = { [C in RefusalCode]: { code: C } & Refusals[C] }[RefusalCode]

/** Thrown when the rules forbid what the caller asked for. Any other error thrown is a bug. */
export class Refused extends Error {
  override name = 'Refused'
  readonly refusal: Refusal

  constructor(refusal: Refusal) {
    super(refusal.code)
    this.refusal = refusal
  }
}

export function refuse(refusal: Refusal): never {
  throw new Refused(refusal)
}

/** What became of one item of a batch. */
export type Outcome<I, T> = { input: I; value: T } | { input: I; refusal: Refusal }
