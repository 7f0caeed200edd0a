import type { Refusal } from '../../domain/errors.ts'
import type { Answer, Words } from '../failure.ts'
import type { Issue } from '../invalid.ts'
import { byField } from '../sentences.ts'
import { refusal } from './envelope.ts'

/** V3's refusal of something in the request. */
export function parameterError(errMsg: unknown): Answer {
  return refusal(422, 'Parameter Error', { errMsg })
}

/** V3's refusal of something that the rules forbid. */
export function logicError(errMsg: string): Answer {
  return refusal(422, 'Processing data contains logical errors', { errMsg })
}

export const noSuchResource = refusal(
  404,
  'The ID provided does not match an available resource of the appropriate type.',
)

/** How V3 refuses where a resource has no words of its own. */
export const words: Words = {
  refused,
  invalid: (issues) => parameterError(wrongBody(issues) ?? byField(issues)),
}

function refused(refused: Refusal): Answer {
  switch (refused.code) {
    case 'company_not_found':
      return refusal(404, 'This resource is not found.')
    case 'user_not_found':
      return refusal(404, 'Not Found Error', { errMsg: 'User matching query does not exist.' })
    case 'super_admin_not_found':
      return noSuchResource
    case 'email_taken':
      return logicError(`Email already exists. ['${refused.email}']`)
    case 'last_user':
      return logicError('The last user in company can not be deleted.')
    case 'last_admin':
      return logicError('The last admin in company can not be deleted.')
    default:
      return parameterError(refusedFields(refused) ?? refused.code)
  }
}

/** `{field: [sentence]}` where the rules refuse what a field of the body says. */
export function refusedFields(refused: Refusal): Record<string, string[]> | undefined {
  switch (refused.code) {
    case 'channel_not_found':
      return { [refused.field]: [`Channel ${refused.channelId} does not exist.`] }
    case 'place_required':
      return { [refused.field]: ['This field is required'] }
    case 'place_unknown':
      return { [refused.field]: [`"${refused.value}" is not a valid choice.`] }
    case 'place_contradictory':
      return { [refused.field]: ['The name does not match the code.'] }
    case 'default_contradictory':
      return { [refused.field]: ['An address can not be the default for what it is not for.'] }
    case 'extra_field_unknown':
      return { extraFields: [`${refused.fieldName} does not exist.`] }
    case 'extra_field_required':
      return { extraFields: [`${refused.fieldName} is required.`] }
    case 'extra_field_invalid':
      return { extraFields: [`${refused.fieldName}: ${refused.reason}`] }
    case 'extra_field_taken':
      return { extraFields: [`${refused.fieldName}: ${refused.value} already exists.`] }
    default:
      return undefined
  }
}

/** What to say of a body of the wrong type. */
export function wrongBody(issues: readonly Issue[]): string | undefined {
  const whole = issues.find(
    ({ part, path, problem }) => part === 'body' && path.length === 0 && problem === 'type',
  )
  return whole && `Invalid data. Expected ${whole.expected === 'array' ? 'an array' : 'an object'}.`
}

/** The first sentence of `{field: [sentence]}`, with the field that it is about. */
export function oneSentence(fields: Record<string, string[]>): string {
  const [[field, sentences] = ['', []]] = Object.entries(fields)
  return `${field}: ${sentences[0]}`
}
