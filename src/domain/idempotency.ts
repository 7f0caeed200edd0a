import type { Selectable } from 'kysely'
import { ROWS_A_STEP } from '../db/parts.ts'
import type { KeptAnswerTable } from '../db/tables/store.ts'
import type { Reader, Writer } from './scope.ts'

const KEPT_S = 24 * 3600

/** A key of a token, by its hash. */
export interface KeyId {
  tokenId: number
  keyHash: string
}

/** What a request was answered. */
export interface KeptAnswer {
  /** The hash of the whole request. */
  requestHash: string
  status: number
  body: string
}

/** The answers that are kept for some keys of a token, by the hashes of the keys. */
export async function findKeptAnswers(
  { db, storeId, now }: Reader,
  tokenId: number,
  keyHashes: readonly string[],
): Promise<Map<string, KeptAnswer>> {
  const rows = await db
    .selectFrom('kept_answer')
    .selectAll()
    .where('store_id', '=', storeId)
    .where('token_id', '=', tokenId)
    .where('key_hash', 'in', keyHashes)
    .where('created_at', '>', now - KEPT_S)
    .execute()
  return new Map(rows.map((row) => [row.key_hash, toKeptAnswer(row)]))
}

/** Keeps answers; false when any of the keys already has one that has not expired. */
export async function keepAnswers(
  { db, storeId, now }: Pick<Writer, 'db' | 'storeId' | 'now'>,
  answers: readonly (KeyId & KeptAnswer)[],
): Promise<boolean> {
  if (answers.length === 0) return true
  const rows = await db
    .insertInto('kept_answer')
    .values(
      answers.map(({ tokenId, keyHash, requestHash, status, body }) => ({
        store_id: storeId,
        token_id: tokenId,
        key_hash: keyHash,
        request_hash: requestHash,
        status,
        body,
        created_at: now,
      })),
    )
    .onConflict((conflict) =>
      conflict
        .columns(['store_id', 'token_id', 'key_hash'])
        .doUpdateSet(({ ref }) => ({
          request_hash: ref('excluded.request_hash'),
          status: ref('excluded.status'),
          body: ref('excluded.body'),
          created_at: ref('excluded.created_at'),
        }))
        .where('kept_answer.created_at', '<=', now - KEPT_S),
    )
    .returning('key_hash')
    .execute()
  return rows.length === answers.length
}

/** Whether there are answers that have expired. */
export async function hasOldAnswers({ db, storeId, now }: Reader): Promise<boolean> {
  const old = await db
    .selectFrom('kept_answer')
    .select('created_at')
    .where('store_id', '=', storeId)
    .where('created_at', '<=', now - KEPT_S)
    .limit(1)
    .executeTakeFirst()
  return old !== undefined
}

/** Removes some answers that have expired; answers whether there may be more. */
export async function removeOldAnswers({
  db,
  storeId,
  now,
}: Pick<Writer, 'db' | 'storeId' | 'now'>): Promise<boolean> {
  const old = db
    .selectFrom('kept_answer')
    .select(['token_id', 'key_hash'])
    .where('store_id', '=', storeId)
    .where('created_at', '<=', now - KEPT_S)
    .orderBy('created_at')
    .limit(ROWS_A_STEP)
  const { numDeletedRows } = await db
    .deleteFrom('kept_answer')
    .where('store_id', '=', storeId)
    .where(({ refTuple }) => refTuple('token_id', 'key_hash'), 'in', old.$asTuple('token_id', 'key_hash'))
    .executeTakeFirstOrThrow()
  return Number(numDeletedRows) === ROWS_A_STEP
}

function toKeptAnswer({ request_hash, status, body }: Selectable<KeptAnswerTable>): KeptAnswer {
  return { requestHash: request_hash, status, body }
}
