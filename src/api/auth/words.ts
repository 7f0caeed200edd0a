import type { Refusal } from '../../domain/errors.ts'
import type { Answer, Words } from '../failure.ts'
import { fieldOf, type Issue } from '../invalid.ts'
import { refusal } from './envelope.ts'

/** How authentication refuses. */
export const words: Words = {
  refused: (refused) => logicError(sentences[refused.code] ?? refused.code),
  invalid: (issues) => parameterError(issues.some(isOfWhole) ? wrongBody : byField(issues)),
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
    case 'email':
      return 'Enter a valid email address.'
    default:
      return 'Not a valid string.'
  }
}
