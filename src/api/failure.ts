import type { Refusal } from '../domain/errors.ts'
import type { Issue } from './invalid.ts'

/** What is sent when a request is refused. */
export interface Answer {
  status: number
  body: object
}

const messages = {
  400: 'Bad Request',
  401: 'Invalid access token',
  403: 'Invalid access token',
  405: 'Method Not Allowed',
  409: 'Conflict',
  412: 'Precondition Failed',
  413: 'Request Entity Too Large',
  415: 'Unsupported Media Type',
  422: 'Unprocessable Entity',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
}

export type FailureStatus = keyof typeof messages

/** A refusal that comes from HTTP and not from the operation. */
export class HttpFailure extends Error {
  override name = 'HttpFailure'
  readonly status: FailureStatus
  readonly headers: Record<string, string>

  constructor(status: FailureStatus, message = messages[status], headers = headersOf(status)) {
    super(message)
    this.status = status
    this.headers = headers
  }
}

/** These two pass within seconds, as when a standby takes over, so the request may be sent again. */
function headersOf(status: FailureStatus): Record<string, string> {
  return status === 503 || status === 409 ? { 'retry-after': '1' } : {}
}

/** How a dialect, or one operation of it, refuses. */
export interface Words {
  refused(refusal: Refusal): Answer
  /** `body` is what was sent, as far as it could be read. */
  invalid(issues: readonly Issue[], body: unknown): Answer
}

/** Fastify's own refusals carry a status; the rest is a bug. */
export function asHttpFailure(thrown: unknown): HttpFailure {
  if (thrown instanceof HttpFailure) return thrown
  const status = thrown instanceof Error && 'statusCode' in thrown ? Number(thrown.statusCode) : 500
  if (isFailureStatus(status)) return new HttpFailure(status)
  return new HttpFailure(status < 500 ? 400 : 500)
}

function isFailureStatus(status: number): status is FailureStatus {
  return status in messages
}
