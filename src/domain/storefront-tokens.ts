import * as base64url from 'jose/base64url'
import { JOSEError } from 'jose/errors'
import { SignJWT } from 'jose/jwt/sign'
import { jwtVerify } from 'jose/jwt/verify'
import type { Db, Store, UnixSeconds } from '../db/schema.ts'
import { resolveChannels } from './channels.ts'
import { emailKey } from './customers.ts'
import { refuse } from './errors.ts'
import { verifyPassword } from './passwords.ts'
import type { Reader } from './scope.ts'
import { findStore, getStoreById } from './stores.ts'

/** A storefront token is good for a day. */
const STOREFRONT_TOKEN_SECONDS = 24 * 60 * 60
/** A customer's own JWT can be exchanged for a quarter of an hour. */
const CUSTOMER_JWT_SECONDS = 15 * 60

/** The audience of a JWT, which keeps one kind from being used as the other. */
type Purpose = 'storefront' | 'customer'

interface CustomerLogin {
  storeHash: string
  email: string
  password: string
  channelId: number
  /** When the token begins and ends to be good: unix seconds, within a day. */
  beginAt?: UnixSeconds | undefined
  endAt?: UnixSeconds | undefined
}

/**
 * Signs a storefront token for a customer whose password is right.
 *
 * @throws login_failed for an unknown store, email or password alike, after the same time; channel_not_found
 */
export async function signInCustomer(db: Db, now: UnixSeconds, login: CustomerLogin): Promise<string> {
  const { storeHash, email, password, channelId, beginAt, endAt } = login
  const store = await findStore(db, storeHash)
  const customer =
    store &&
    (await db
      .selectFrom('customer')
      .select(['id', 'password_hash'])
      .where('store_id', '=', store.store_id)
      .where('email_key', '=', emailKey(email))
      .executeTakeFirst())
  const right = await verifyPassword(customer?.password_hash, password)
  if (!store || !customer || !right) return refuse({ code: 'login_failed', email })
  const begin = beginAt ?? now
  const latest = begin + STOREFRONT_TOKEN_SECONDS
  await resolveChannels({ db, storeId: store.store_id, now }, [channelId])
  return sign(
    store,
    'storefront',
    { customerId: customer.id, channelId },
    begin,
    Math.min(endAt ?? latest, latest),
  )
}

/**
 * Signs a storefront token for a customer of the caller's store.
 *
 * @throws customer_not_found, channel_not_found
 */
export async function createStorefrontToken(
  reader: Reader,
  customerId: number,
  channelId: number,
): Promise<string> {
  await assertCustomer(reader, customerId)
  await resolveChannels(reader, [channelId])
  const store = await getStoreById(reader)
  return sign(
    store,
    'storefront',
    { customerId, channelId },
    reader.now,
    reader.now + STOREFRONT_TOKEN_SECONDS,
  )
}

/**
 * Signs a JWT that says who a customer is, for `exchangeCustomerJwt`.
 *
 * @throws customer_not_found
 */
export async function createCustomerJwt(reader: Reader, customerId: number): Promise<string> {
  await assertCustomer(reader, customerId)
  const store = await getStoreById(reader)
  return sign(store, 'customer', { customerId }, reader.now, reader.now + CUSTOMER_JWT_SECONDS)
}

/**
 * A storefront token for the customer whom a JWT of `createCustomerJwt` names.
 *
 * @throws jwt_refused for any other JWT, channel_not_found
 */
export async function exchangeCustomerJwt(
  db: Db,
  now: UnixSeconds,
  { storeHash, jwt, channelId }: { storeHash: string; jwt: string; channelId: number },
): Promise<string> {
  const store = (await findStore(db, storeHash)) ?? refuse({ code: 'jwt_refused' })
  const customerId = await verifyCustomer(store, now, jwt)
  return createStorefrontToken({ db, storeId: store.store_id, now }, customerId, channelId)
}

async function verifyCustomer(store: Store, now: UnixSeconds, jwt: string): Promise<number> {
  try {
    const { payload } = await jwtVerify(jwt, base64url.decode(store.signing_secret), {
      algorithms: ['HS256'],
      audience: 'customer' satisfies Purpose,
      currentDate: new Date(now * 1000),
      requiredClaims: ['exp'],
    })
    return Number(payload['customer_id'])
  } catch (error) {
    if (error instanceof JOSEError || error instanceof TypeError) refuse({ code: 'jwt_refused' })
    throw error
  }
}

async function sign(
  store: Store,
  purpose: Purpose,
  { customerId, channelId }: { customerId: number; channelId?: number },
  begin: UnixSeconds,
  end: UnixSeconds,
): Promise<string> {
  return new SignJWT({
    store_hash: store.store_hash,
    customer_id: customerId,
    ...(channelId !== undefined && { channel_id: channelId }),
  })
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setAudience(purpose)
    .setIssuedAt(begin)
    .setNotBefore(begin)
    .setExpirationTime(end)
    .sign(base64url.decode(store.signing_secret))
}

/** @throws customer_not_found */
async function assertCustomer({ db, storeId }: Reader, customerId: number): Promise<void> {
  const customer = await db
    .selectFrom('customer')
    .select('id')
    .where('store_id', '=', storeId)
    .where('id', '=', customerId)
    .executeTakeFirst()
  if (!customer) refuse({ code: 'customer_not_found', customerId })
}
