import type { Refusal } from '../../domain/errors.ts'
import type { Answer, Words } from '../failure.ts'
import { fieldOf, type Issue } from '../invalid.ts'
import { refusal } from './envelope.ts'

/** How authentication refuses. */
export const words: Words = {
  refused,
  invalid: (issues) => parameterError(issues.some(isOfWhole) ? wrongBody : byField(issues)),
}

function refused(refused: Refusal): Answer {
  switch (refused.code) {
    case 'token_not_found':
      return refusal(404, 'Not Found', { errMsg: 'No matching token was found.' })
    case 'jwt_refused':
      return refusal(401, 'Invalid access token', { errMsg: 'The JWT is invalid or has expired.' })
    case 'channel_not_found':
      return parameterError({ channelId: ['Channel does not exist.'] })
    case 'customer_not_found':
      return parameterError({ customerId: ['Customer does not exist.'] })
    default:
      return logicError(sentences[refused.code] ?? refused.code)
  }
}

const sentences: { [C in Refusal['code']]?: string } = {
  login_failed: 'The email or password you have entered is incorrect. Please try again.',
  login_role_forbidden: 'role forbidden',
}

function logicError(errMsg: string): Answer {
  return refusal(400, 'API logic error', { errMsg })
}

const wrongBody = 'Invalid data. Expected an object.'

function parameterError(errMsg: unknown): Answer {
  return refusal(422, 'Parameter Error', { errMsg })
}

/** The body is not even of the right kind. */
function isOfWhole({ path, problem }: Issue): boolean {
  return path.length === 0 && problem === 'type'
}

function byField(issues: readonly Issue[]): Record<string, string[]> {
  // A map, since a field may be named as something that every object has.
  const fields = new Map<string, string[]>()
  for (const issue of issues) {
    const field = fieldOf(issue) ?? 'non_field_errors'
    if (!fields.has(field)) fields.set(field, [sentence(issue)])
  }
  return Object.fromEntries(fields)
}

function sentence({ problem, expected }: Issue): string {
  switch (problem) {
    case 'required':
      return 'This field is required'
    case 'tooShort':
      return 'This field may not be blank.'
    case 'tooLong':
      return `Ensure this field has no more than ${expected} characters.`
    case 'tooSmall':
      return `Ensure this value is greater than or equal to ${expected}.`
    case 'tooBig':
      return `Ensure this value is less than or equal to ${expected}.`
    case 'email':
      return 'Enter a valid email address.'
    case 'type':
      return expected === 'integer' ? 'A valid integer is required.' : 'Not a valid string.'
    default:
      return 'Not a valid string.'
  }
}
