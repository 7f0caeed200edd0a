import { changed } from './changes.ts'
import { record } from './outbox.ts'
import type { Reader, Writer } from './scope.ts'
import { lockStore } from './stores.ts'

/** How a store behaves where the vendor's stores differ. */
export interface Settings {
  /** `dependent`: each company has a customer group of its own, which is deleted with it. */
  companyBehavior: 'independent' | 'dependent'
  newCompanyStatus: 'approved' | 'pending'
  /** False refuses the list of channels, as single-storefront stores do. */
  multiStorefront: boolean
  /** True keeps the only admin of a company from being deleted in V3 too, and anywhere from becoming something else. */
  protectLastAdmin: boolean
  /** True sends webhooks only where the vendor does. */
  strictWebhooks: boolean
  /** Requests a minute; null is no limit. */
  rateLimit: number | null
  /** How long events are kept; null is for ever. */
  eventRetentionDays: number | null
}

const defaultSettings: Settings = {
  companyBehavior: 'independent',
  newCompanyStatus: 'approved',
  multiStorefront: true,
  protectLastAdmin: false,
  strictWebhooks: false,
  rateLimit: null,
  eventRetentionDays: 90,
}

export async function getSettings({ db, storeId }: Reader): Promise<Settings> {
  const rows = await db
    .selectFrom('setting')
    .select(['name', 'value'])
    .where('store_id', '=', storeId)
    .execute()
  return {
    ...defaultSettings,
    ...Object.fromEntries(rows.map(({ name, value }) => [name, JSON.parse(value)])),
  }
}

/** Changes those of `changes` that are settings, and answers all settings. */
export async function updateSettings(writer: Writer, changes: Partial<Settings>): Promise<Settings> {
  const { db, storeId } = writer
  const known = Object.entries(changes).filter(([name]) => Object.hasOwn(defaultSettings, name))
  const values = known.map(([name, value]) => ({ store_id: storeId, name, value: JSON.stringify(value) }))
  if (values.length > 0) {
    await lockStore(writer)
    const before = await getSettings(writer)
    await db
      .insertInto('setting')
      .values(values)
      .onConflict((conflict) =>
        conflict.columns(['store_id', 'name']).doUpdateSet((expression) => ({
          value: expression.ref('excluded.value'),
        })),
      )
      .execute()
    const change = changed({ ...before }, Object.fromEntries(known))
    await record(writer, 'settings.updated', { settings: known.map(([name]) => name) }, change)
  }
  return getSettings(writer)
}
