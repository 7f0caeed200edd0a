import type { FastifyRequest } from 'fastify'
import { decodeJwt } from 'jose/jwt/decode'
import type { Actor } from '../domain/scope.ts'
import { findToken, type PresentedToken, type Token } from '../domain/tokens.ts'
import type { Context } from './context.ts'
import { HttpFailure } from './failure.ts'
import type { Guesses } from './limits-guesses.ts'

/** Who sent a request. */
export interface Caller {
  storeId: number
  tokenId: number
  actor: Actor
  may: { read: boolean; write: boolean; control: boolean }
  /** The limit of the store: requests a minute; null is no limit. */
  rateLimit: number | null
}

export type Authenticate = (request: FastifyRequest) => Promise<Caller>

/**
 * Tells who calls, by `X-Auth-Token` with `X-Store-Hash`, or by the legacy `authToken` alone. A token that was good is
 * remembered until the clock's second ends, so a busy client does not cost a query a request and a revoked token works
 * no longer than that.
 *
 * @throws HttpFailure 401; 429 for a token that is not good, from an address that has sent too many of those
 */
export function credentials(context: Context, guesses: Pick<Guesses, 'countToken'>): Authenticate {
  const trusted = new Map<string, Caller>()
  let second = context.now()

  return async (request) => {
    const caller = await find(request)
    if (caller) return caller
    guesses.countToken(request)
    throw new HttpFailure(401)
  }

  async function find(request: FastifyRequest): Promise<Caller | undefined> {
    const presented = presentedIn(request)
    if (!presented) return undefined
    const now = context.now()
    if (second !== now) {
      second = now
      trusted.clear()
    }
    const key = `${presented.kind}\n${presented.storeHash}\n${presented.value}`
    const known = trusted.get(key)
    if (known) return known
    const token = await findToken(context.database.db, presented, now)
    if (!token) return undefined
    const caller = toCaller(token)
    // A lookup that began in an earlier second may have missed a revocation.
    if (second === now) trusted.set(key, caller)
    return caller
  }
}

/** The token in a request; undefined for one that no store can have. */
function presentedIn({ headers, params }: FastifyRequest): PresentedToken | undefined {
  const value = headers['x-auth-token']
  const named = storeHashOf(params)
  // Paths that name the store take `X-Auth-Token` alone, and no legacy token.
  if (named !== undefined && typeof value !== 'string') throw new HttpFailure(401)
  const storeHash = named ?? headers['x-store-hash']
  if (typeof value === 'string' && typeof storeHash === 'string') return tokenOf('api', storeHash, value)
  const legacy = headers['authtoken']
  if (typeof legacy === 'string') return tokenOf('legacy', storeHashIn(legacy), legacy)
  throw new HttpFailure(401, 'Invalid token header. No credentials provided.')
}

/** The store that the path names. Safe because Fastify gives parameters as texts by name. */
function storeHashOf(params: unknown): string | undefined {
  return (params as { storeHash?: string } | undefined)?.storeHash
}

function tokenOf(
  kind: PresentedToken['kind'],
  storeHash: unknown,
  value: string,
): PresentedToken | undefined {
  // No store's hash has a null byte, and PostgreSQL refuses one in a parameter.
  if (typeof storeHash !== 'string' || storeHash.includes('\0')) return undefined
  return { kind, storeHash, value }
}

/** Without checking the signature: a token is good only when the hash of all of it is on record. */
function storeHashIn(jwt: string): unknown {
  try {
    return decodeJwt(jwt)['store_hash']
  } catch {
    return undefined
  }
}

function toCaller({ storeId, tokenId, scopes, systemUserId, rateLimit }: Token): Caller {
  const write = scopes.includes('b2b')
  const read = write || scopes.includes('b2b_read_only')
  const onBehalfOf = systemUserId === null ? null : (`system_user:${systemUserId}` as const)
  const actor: Actor = { name: `token:${tokenId}`, onBehalfOf }
  return { storeId, tokenId, actor, may: { read, write, control: scopes.includes('control') }, rateLimit }
}
