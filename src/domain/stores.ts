import { randomBytes } from 'node:crypto'
import type { Db, Store, Tx, UnixSeconds } from '../db/schema.ts'
import { created } from './changes.ts'
import { refuse } from './errors.ts'
import { record } from './outbox.ts'
import { createPredefinedRoles } from './predefined-roles.ts'
import { byCommand, type Reader, type Writer } from './scope.ts'
import { createPredefinedSystemRoles } from './system-roles.ts'

export async function findStore(db: Db, storeHash: string): Promise<Store | undefined> {
  return db.selectFrom('store').selectAll().where('store_hash', '=', storeHash).executeTakeFirst()
}

/** @throws store_not_found */
export async function getStore(db: Db, storeHash: string): Promise<Store> {
  return (await findStore(db, storeHash)) ?? refuse({ code: 'store_not_found', storeHash })
}

/** The store of the scope. */
export async function getStoreById({ db, storeId }: Reader): Promise<Store> {
  return db.selectFrom('store').selectAll().where('store_id', '=', storeId).executeTakeFirstOrThrow()
}

/** Every store, in the order of their making. */
export async function listStores(db: Db): Promise<Store[]> {
  return db.selectFrom('store').selectAll().orderBy('store_id').execute()
}

/**
 * Creates a store with the vendor's roles, permissions and system roles, and answers the scope to fill it in.
 *
 * @throws store_exists
 */
export async function createStore(
  db: Tx,
  now: UnixSeconds,
  { storeHash, name }: { storeHash: string; name: string },
): Promise<Writer> {
  const store = await db
    .insertInto('store')
    .values({
      store_hash: storeHash,
      name,
      signing_secret: randomBytes(32).toString('base64url'),
      created_at: now,
    })
    .onConflict((conflict) => conflict.column('store_hash').doNothing())
    .returning('store_id')
    .executeTakeFirst()
  if (!store) return refuse({ code: 'store_exists', storeHash })
  const writer: Writer = { db, storeId: store.store_id, now, ...byCommand }
  await createPredefinedRoles(writer)
  await createPredefinedSystemRoles(writer)
  await record(writer, 'store.created', { storeHash }, created({ storeHash, name }))
  return writer
}

/**
 * Makes others who need a whole store for themselves wait until this transaction ends. By an update, as `isolate` asks.
 */
export async function lockStore({ db, storeId }: Writer): Promise<void> {
  await db
    .updateTable('store')
    .set((expression) => ({ name: expression.ref('name') }))
    .where('store_id', '=', storeId)
    .execute()
}
