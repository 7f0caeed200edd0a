import type { Refusal } from '../../domain/errors.ts'
import type { Answer, Words } from '../failure.ts'
import type { Issue } from '../invalid.ts'
import { firstByField } from '../sentences.ts'
import { refusal } from './envelope.ts'

/** How the vendor's hooks refuse. */
export const words: Words = { refused, invalid }

function refused(refused: Refusal): Answer {
  switch (refused.code) {
    case 'webhook_not_found':
      return refusal(404, `Webhook with id [${refused.webhookId}] not found`)
    case 'webhook_scope_unknown':
      return wrong({ scope: 'There is no such scope.' })
    case 'webhook_destination_refused':
      return wrong({ destination: refused.reason })
    case 'webhook_header_refused':
      return wrong({ headers: `The header ${refused.header} cannot be sent like that.` })
    case 'webhook_exists':
      return wrong({ destination: 'There is a webhook of this scope to it already.' })
    case 'webhooks_full':
      return wrong({ scope: `There are ${refused.most} webhooks of it already.` })
    default:
      return refusal(422, refused.code)
  }
}

function invalid(issues: readonly Issue[]): Answer {
  return wrong(firstByField(issues, 'body', codeOf))
}

function wrong(errors: Record<string, string>): Answer {
  return refusal(422, 'JSON data is missing or invalid', errors)
}

/** Only `error.path.missing.` is documented; the others are what the same library (Play JSON) says. */
function codeOf({ problem, expected }: Issue): string {
  if (problem === 'required') return 'error.path.missing.'
  return problem === 'type' && expected !== '' ? `error.expected.js${expected}.` : 'error.invalid.'
}
