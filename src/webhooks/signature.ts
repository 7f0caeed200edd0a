import { createHmac } from 'node:crypto'
import type { UnixSeconds } from '../db/schema.ts'
import { signingSecrets } from '../domain/hook-secrets.ts'
import type { Target, Waiting } from './lane.ts'

const PREFIX = 'whsec_'

/** The headers by which a receiver knows the sender, as Standard Webhooks has them; each secret of the target signs. */
export function signedHeaders(
  target: Target,
  { message_id: messageId, body }: Waiting,
  at: UnixSeconds,
): Record<string, string> {
  const content = `${messageId}.${at}.${body}`
  const secrets = signingSecrets(target, at)
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
