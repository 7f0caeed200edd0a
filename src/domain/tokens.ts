import { createHash, randomBytes } from 'node:crypto'
import type { Selectable } from 'kysely'
import { compiled } from '../db/compiled.ts'
import { type Cursor, everything } from '../db/paging.ts'
import type { Db, Tables, UnixSeconds } from '../db/schema.ts'
import { created, deleted, type Fields } from './changes.ts'
import { refuse } from './errors.ts'
import { record, recordEach } from './outbox.ts'
import type { Reader, Writer } from './scope.ts'
import type { Settings } from './settings.ts'

/** `b2b` reads and writes, `b2b_read_only` reads, `control` is for the control API alone. */
export const scopes = ['b2b', 'b2b_read_only', 'control'] as const
export type Scope = (typeof scopes)[number]

export interface Token {
  tokenId: number
  storeId: number
  scopes: readonly string[]
  /** Who signed in for it. */
  systemUserId: number | null
  /** The limit of its store: requests a minute; null is no limit. */
  rateLimit: number | null
}

export interface PresentedToken {
  /** `api` goes with a store hash in a header of its own, `legacy` is a JWT that names it. */
  kind: 'api' | 'legacy'
  storeHash: string
  value: string
}

/** The columns of a token that may be shown. */
const recorded = ['id', 'name', 'kind', 'scopes', 'last_four', 'created_at'] as const
export type TokenRecord = Pick<Selectable<Tables['token']>, (typeof recorded)[number]>

interface NewToken {
  name: string
  kind: 'api' | 'legacy'
  scopes: readonly Scope[]
  value: string
  systemUserId?: number
}

const byHash = compiled<{ storeHash: string; kind: 'api' | 'legacy'; tokenHash: string }>()((db, values) =>
  db
    .selectFrom('token')
    .innerJoin('store', 'store.store_id', 'token.store_id')
    .leftJoin('setting', (join) =>
      join
        .onRef('setting.store_id', '=', 'token.store_id')
        .on('setting.name', '=', 'rateLimit' satisfies keyof Settings),
    )
    .select(['token.id', 'token.store_id', 'token.scopes', 'token.expires_at', 'token.system_user_id'])
    .select('setting.value as rate_limit')
    .where('store.store_hash', '=', values.storeHash)
    .where('token.kind', '=', values.kind)
    .where('token.token_hash', '=', values.tokenHash)
    .where('token.revoked_at', 'is', null),
)

/** The token that was presented, if the store has it and it is neither revoked nor expired. */
export async function findToken(
  db: Db,
  { kind, storeHash, value }: PresentedToken,
  now: UnixSeconds,
): Promise<Token | undefined> {
  const row = await byHash.first(db, { kind, storeHash, tokenHash: hashOf(value) })
  if (!row || (row.expires_at !== null && row.expires_at <= now)) return undefined
  return {
    tokenId: row.id,
    storeId: row.store_id,
    scopes: row.scopes.split(' '),
    systemUserId: row.system_user_id,
    rateLimit: row.rate_limit === null ? null : JSON.parse(row.rate_limit),
  }
}

/**
 * Creates an API token with a random value, which only this answer has: it is not kept. The token's scopes are in the
 * order of `scopes`, each once.
 */
export async function issueToken(
  writer: Writer,
  { name, ...asked }: { name: string; scopes: readonly Scope[] },
): Promise<{ token: TokenRecord; value: string }> {
  // 256 random bits: nobody can guess it.
  const value = randomBytes(32).toString('base64url')
  const granted = scopes.filter((scope) => asked.scopes.includes(scope))
  return { token: await createToken(writer, { name, kind: 'api', scopes: granted, value }), value }
}

/** Keeps a token by the hash of its value. */
export async function createToken(
  writer: Writer,
  { name, kind, scopes, value, systemUserId }: NewToken,
): Promise<TokenRecord> {
  const token = await writer.db
    .insertInto('token')
    .values({
      store_id: writer.storeId,
      name,
      kind,
      scopes: scopes.join(' '),
      token_hash: hashOf(value),
      last_four: value.slice(-4),
      system_user_id: systemUserId ?? null,
      created_at: writer.now,
      expires_at: null,
      revoked_at: null,
    })
    .returning(recorded)
    .executeTakeFirstOrThrow()
  const change = created({ ...tokenFields(token), systemUserId: systemUserId ?? null })
  await record(writer, 'token.created', { tokenId: token.id }, change)
  return token
}

/** The store's tokens that work, oldest first. */
export async function listTokens(
  { db, storeId, now }: Reader,
  { limit, after }: Cursor = everything,
): Promise<TokenRecord[]> {
  return db
    .selectFrom('token')
    .select(recorded)
    .where('store_id', '=', storeId)
    .where('id', '>', after)
    .where('revoked_at', 'is', null)
    .where((expression) =>
      expression.or([expression('expires_at', 'is', null), expression('expires_at', '>', now)]),
    )
    .orderBy('id')
    .limit(limit)
    .execute()
}

/** Revokes every token that a system user has signed in for. */
export async function revokeTokensOf(writer: Writer, systemUserId: number): Promise<void> {
  const revoked = await writer.db
    .updateTable('token')
    .set({ revoked_at: writer.now })
    .where('store_id', '=', writer.storeId)
    .where('system_user_id', '=', systemUserId)
    .where('revoked_at', 'is', null)
    .returning(recorded)
    .execute()
  await recordEach(
    writer,
    'token.revoked',
    revoked
      .toSorted((a, b) => a.id - b.id)
      .map((token) => ({ payload: { tokenId: token.id }, change: deleted(tokenFields(token)) })),
  )
}

/**
 * Revokes a token.
 *
 * @throws token_not_found, also for one that is revoked already
 */
export async function revokeToken(writer: Writer, tokenId: number): Promise<void> {
  const revoked = await writer.db
    .updateTable('token')
    .set({ revoked_at: writer.now })
    .where('store_id', '=', writer.storeId)
    .where('id', '=', tokenId)
    .where('revoked_at', 'is', null)
    .returning(recorded)
    .executeTakeFirst()
  if (!revoked) return refuse({ code: 'token_not_found', tokenId })
  await record(writer, 'token.revoked', { tokenId }, deleted(tokenFields(revoked)))
}

/** What events tell of a token: not its value, nor the last four characters of it. */
function tokenFields({ name, kind, scopes }: TokenRecord): Fields {
  return { name, kind, scopes: scopes.split(' ') }
}

function hashOf(value: string): string {
  return createHash('sha256').update(value).digest('hex')
}
