import { randomBytes } from 'node:crypto'
import { base64url, SignJWT } from 'jose'
import type { Db, UnixSeconds } from '../db/schema.ts'
import { refuse } from './errors.ts'
import { verifyPassword } from './passwords.ts'
import type { Writer } from './scope.ts'
import { findStore } from './stores.ts'
import { findSystemUser, lockSystemUser } from './system-users.ts'
import { createToken } from './tokens.ts'

interface Login {
  storeHash: string
  email: string
  password: string
}

/** Somebody whose password was right, and a token that works from the moment that it is kept. */
interface SignIn {
  storeId: number
  systemUserId: number
  email: string
  value: string
}

/**
 * Checks the password of a system user and signs a legacy token for them. Writes nothing: checking a password is slow
 * on purpose, and no transaction shall wait for it.
 *
 * @throws login_failed, whatever of it was wrong, after the same time; login_role_forbidden
 */
export async function signIn(db: Db, now: UnixSeconds, login: Login): Promise<SignIn> {
  const { storeHash, email, password } = login
  const store = await findStore(db, storeHash)
  const person = store && (await findSystemUser({ db, storeId: store.store_id, now }, email))
  const right = await verifyPassword(person?.password_hash, password)
  if (!store || !person || !right) return refuse({ code: 'login_failed', email })
  if (person.role_kind !== 'owner' && person.role_kind !== 'administrator') {
    return refuse({ code: 'login_role_forbidden', email })
  }
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
 * @throws login_failed when they were retired since
 */
export async function createBackendToken(
  writer: Writer,
  { systemUserId, email, value }: SignIn,
  name: string,
): Promise<void> {
  if (!(await lockSystemUser(writer, systemUserId))) refuse({ code: 'login_failed', email })
  await createToken(writer, { name, kind: 'legacy', scopes: ['b2b'], value, systemUserId })
}
