import type { Kysely, Selectable } from 'kysely'
import type {
  AddressTable,
  AttachmentTable,
  CompanyPriceListTable,
  CompanyTable,
  ExtraFieldValueTable,
  SalesStaffCompanyTable,
} from './tables/companies.ts'
import type {
  B2bUserTable,
  CustomerTable,
  PermissionTable,
  RolePermissionTable,
  RoleTable,
  SuperAdminCompanyTable,
  UserChannelTable,
} from './tables/people.ts'
import type {
  ChannelTable,
  CustomerGroupTable,
  ExtraFieldTable,
  KeptAnswerTable,
  OutboxTable,
  PriceListTable,
  RequestCountTable,
  SettingTable,
  StoreTable,
  SystemRoleTable,
  SystemUserTable,
  TallyTable,
  TokenTable,
} from './tables/store.ts'
import type {
  WebhookAttemptTable,
  WebhookDeliveryTable,
  WebhookSenderTable,
  WebhookStoreTable,
  WebhookTable,
} from './tables/webhooks.ts'

export type { Flag, UnixSeconds } from './tables/types.ts'

export interface Tables {
  store: StoreTable
  setting: SettingTable
  token: TokenTable
  system_role: SystemRoleTable
  system_user: SystemUserTable
  sales_staff_company: SalesStaffCompanyTable
  channel: ChannelTable
  price_list: PriceListTable
  customer_group: CustomerGroupTable
  customer: CustomerTable
  company: CompanyTable
  company_price_list: CompanyPriceListTable
  role: RoleTable
  permission: PermissionTable
  role_permission: RolePermissionTable
  b2b_user: B2bUserTable
  super_admin_company: SuperAdminCompanyTable
  user_channel: UserChannelTable
  extra_field: ExtraFieldTable
  extra_field_value: ExtraFieldValueTable
  address: AddressTable
  attachment: AttachmentTable
  outbox: OutboxTable
  webhook: WebhookTable
  webhook_store: WebhookStoreTable
  webhook_delivery: WebhookDeliveryTable
  webhook_attempt: WebhookAttemptTable
  webhook_sender: WebhookSenderTable
  tally: TallyTable
  request_count: RequestCountTable
  kept_answer: KeptAnswerTable
  company_search: SearchTable
  b2b_user_search: SearchTable
  extra_field_value_search: SearchTable
}

/** What `Ddl.textSearch` makes. */
interface SearchTable {
  rowid: number
  search_key: string
}

declare const inTransaction: unique symbol

/** Where reads go. A `Tx` will do wherever a `Db` is asked for. */
export type Db = Kysely<Tables>
/** Where writes go. Only `Database.transaction` makes one, so a write outside a transaction does not compile. */
export type Tx = Db & { readonly [inTransaction]: true }

/** For the engines alone. Safe because each calls it on a connection whose transaction is open. */
export function asTx(db: Db): Tx {
  return db as Tx
}

export type Store = Selectable<StoreTable>
export type Company = Selectable<CompanyTable>
export type B2bUser = Selectable<B2bUserTable>
export type Channel = Selectable<ChannelTable>
export type SystemRole = Selectable<SystemRoleTable>
export type SystemUser = Selectable<SystemUserTable>
export type PriceList = Selectable<PriceListTable>
export type CustomerGroup = Selectable<CustomerGroupTable>
export type Customer = Selectable<CustomerTable>
export type Role = Selectable<RoleTable>
export type Permission = Selectable<PermissionTable>
export type ExtraField = Selectable<ExtraFieldTable>
export type Address = Selectable<AddressTable>
export type Webhook = Selectable<WebhookTable>
export type WebhookDelivery = Selectable<WebhookDeliveryTable>
