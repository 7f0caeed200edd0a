import { createHmac } from 'node:crypto'
import type { UnixSeconds } from '../db/schema.ts'

const PREFIX = 'whsec_'

/** The headers by which a receiver knows the sender, as Standard Webhooks has them; each of `secrets` signs. */
export function signatureHeaders(
  secrets: readonly string[],
  { messageId, at, body }: { messageId: string; at: UnixSeconds; body: string },
): Record<string, string> {
  const content = `${messageId}.${at}.${body}`
  return {
    'webhook-id': messageId,
    'webhook-timestamp': String(at),
    'webhook-signature': secrets.map((secret) => `v1,${sign(secret, content)}`).join(' '),
  }
}

function sign(secret: string, content: string): string {
  const key = Buffer.from(secret.slice(PREFIX.length), 'base64')
  return createHmac('sha256', key).update(content).digest('base64')
}
