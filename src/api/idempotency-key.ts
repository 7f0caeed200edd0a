import { createCipheriv, createDecipheriv, hash, hkdfSync, randomBytes } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import type { KeyId } from '../domain/idempotency.ts'
import { HttpFailure } from './failure.ts'

const PRINTABLE = /^[ -~]{1,255}$/
const NONCE_BYTES = 12
const TAG_BYTES = 16

/** A refusal of the key itself, whatever the request asks for. It is never kept as an answer. */
export class KeyFailure extends HttpFailure {
  override name = 'KeyFailure'
}

export function inUse(): KeyFailure {
  return new KeyFailure(409, 'A request with this Idempotency-Key is under way')
}

/** A key that a request came with, and what it is about. */
export interface IdempotencyKey extends KeyId {
  storeId: number
  /** Undefined until all of the body has been received. */
  bodyHash: string | undefined
  /** What encrypts the answer: only who has the token and the key can read it. */
  secret: { token: string; key: string }
}

/**
 * The key in `Idempotency-Key`, which is one of the caller's token alone; undefined without the header.
 *
 * @throws KeyFailure 422
 */
export function readKey({ headers, caller }: FastifyRequest): IdempotencyKey | undefined {
  const key = headers['idempotency-key']
  if (key === undefined || !caller) return undefined
  if (typeof key !== 'string' || !PRINTABLE.test(key)) {
    throw new KeyFailure(422, 'Idempotency-Key must have 1 to 255 printable characters')
  }
  const { storeId, tokenId } = caller
  const token = String(headers['x-auth-token'] ?? headers['authtoken'])
  return { storeId, tokenId, keyHash: sha256(key), bodyHash: undefined, secret: { token, key } }
}

/** Names the key among all that are in use. */
export function lockOf({ storeId, tokenId, keyHash }: IdempotencyKey): string {
  return `idempotency ${storeId} ${tokenId} ${keyHash}`
}

/** The key of one of the lines of a body. */
export function keyOfLine(key: IdempotencyKey, index: number): IdempotencyKey {
  const line = `${key.secret.key}\n${index}`
  return { ...key, keyHash: sha256(line), secret: { ...key.secret, key: line } }
}

export function sha256(content: string | Buffer): string {
  return hash('sha256', content, 'base64url')
}

/** Encrypts `text`: an answer may hold a secret that is shown once, which nobody is to find in the database. */
export function seal({ secret }: IdempotencyKey, text: string): string {
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv('aes-256-gcm', cipherKey(secret), nonce)
  const sealed = [cipher.update(text, 'utf8'), cipher.final()]
  return Buffer.concat([nonce, cipher.getAuthTag(), ...sealed]).toString('base64')
}

/** The text that `seal` was given. */
export function unseal({ secret }: IdempotencyKey, sealed: string): string {
  const bytes = Buffer.from(sealed, 'base64')
  const decipher = createDecipheriv('aes-256-gcm', cipherKey(secret), bytes.subarray(0, NONCE_BYTES))
  decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES))
  const text = [decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]
  return Buffer.concat(text).toString('utf8')
}

function cipherKey({ token, key }: IdempotencyKey['secret']): Buffer {
  return Buffer.from(hkdfSync('sha256', token, key, 'roster kept answer', 32))
}
