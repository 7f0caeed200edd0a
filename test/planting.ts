import { plant } from '../src/cli/seeding/plant.ts'
import type { Seed } from '../src/cli/seeding/shape.ts'
import { openDatabase } from '../src/db/database.ts'
import type { Db } from '../src/db/schema.ts'
import { emptyDatabase, NOW } from './databases.ts'

export const channel = { channelId: 1, name: 'One', site: 'https://shop.example', isDefault: true }
export const company = {
  name: 'Acme',
  email: 'office@acme.example',
  phone: '',
  country: 'US',
  status: 'approved' as const,
}

/** A store with a channel, and `part` in place of that or in addition. */
export function seedOf<P extends object>(part: P) {
  return { stores: [{ storeHash: 'shop1', name: 'Shop', channels: [channel], ...part }] }
}

/** A database of its own with `seed` and nothing else, dropped when `ending` ends. */
export async function planted(ending: AsyncDisposableStack, seed: Seed): Promise<Db> {
  const fresh = await emptyDatabase()
  ending.defer(() => fresh.drop())
  const database = await openDatabase(fresh.url)
  ending.defer(() => database.close())
  await database.transaction((tx) => plant(tx, NOW, seed))
  return database.db
}
