import { randomBytes } from 'node:crypto'
import * as base64url from 'jose/base64url'
import { SignJWT } from 'jose/jwt/sign'
import { type Page, paged } from '../db/paging.ts'
import type { Db, UnixSeconds } from '../db/schema.ts'
import { refuse } from './errors.ts'
import { verifyPassword } from './passwords.ts'
import type { Reader, Writer } from './scope.ts'
import { findStore } from './stores.ts'
import { findSystemUser } from './system-user-records.ts'
import { lockWhoMaySignIn, maySignIn } from './system-users.ts'
import { createToken, revokeToken } from './tokens.ts'

interface Login {
  storeHash: string
  email: string
  password: string
}

/** Somebody whose password was right, and a token that works once `createBackendToken` has kept it. */
interface SignIn {
  storeId: number
  systemUserId: number
  email: string
  value: string
}

/**
 * Checks the password of a system user and signs a legacy token for them. It writes nothing, because checking a password
 * is slow on purpose and must not happen in a transaction.
 *
 * @throws login_failed for an unknown store, email or password alike, after the same time; login_role_forbidden
 */
export async function signIn(db: Db, now: UnixSeconds, login: Login): Promise<SignIn> {
  const { storeHash, email, password } = login
  const store = await findStore(db, storeHash)
  const person = store && (await findSystemUser({ db, storeId: store.store_id, now }, email))
  const right = await verifyPassword(person?.password_hash, password)
  if (!store || !person || !right) return refuse({ code: 'login_failed', email })
  if (!maySignIn(person.role_kind)) return refuse({ code: 'login_role_forbidden', email })
  const value = await new SignJWT({ store_hash: storeHash })
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setIssuedAt(now)
    .setJti(randomBytes(32).toString('base64url'))
    .sign(base64url.decode(store.signing_secret))
  return { storeId: store.store_id, systemUserId: person.id, email, value }
}

/**
 * Keeps the token of somebody who has signed in.
 *
 * @throws login_failed when they were retired, or given another role, since
 */
export async function createBackendToken(
  writer: Writer,
  { systemUserId, email, value }: SignIn,
  name: string,
): Promise<void> {
  if (!(await lockWhoMaySignIn(writer, systemUserId))) refuse({ code: 'login_failed', email })
  await createToken(writer, { name, kind: 'legacy', scopes: ['b2b'], value, systemUserId })
}

/** The legacy tokens of a store that work, oldest first. */
export async function listBackendTokens({ db, storeId, now }: Reader, page: Page) {
  return paged(
    db
      .selectFrom('token')
      .innerJoin('store', 'store.store_id', 'token.store_id')
      .leftJoin('system_user', (join) =>
        join
          .onRef('system_user.store_id', '=', 'token.store_id')
          .onRef('system_user.id', '=', 'token.system_user_id'),
      )
      .select(['token.id', 'token.name', 'token.last_four', 'store.store_hash', 'system_user.email'])
      .where('token.store_id', '=', storeId)
      .where('token.kind', '=', 'legacy')
      .where('token.revoked_at', 'is', null)
      .where((expression) =>
        expression.or([expression('token.expires_at', 'is', null), expression('token.expires_at', '>', now)]),
      )
      .orderBy('token.id'),
    page,
  )
}

/**
 * Ends a legacy token at once.
 *
 * @throws token_not_found, also for a token of another kind
 */
export async function revokeBackendToken(writer: Writer, tokenId: number): Promise<void> {
  const token = await writer.db
    .selectFrom('token')
    .select('kind')
    .where('store_id', '=', writer.storeId)
    .where('id', '=', tokenId)
    .executeTakeFirst()
  if (token?.kind !== 'legacy') refuse({ code: 'token_not_found', tokenId })
  await revokeToken(writer, tokenId)
}
