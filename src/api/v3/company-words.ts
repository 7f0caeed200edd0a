import type { Refusal } from '../../domain/errors.ts'
import type { Answer, Words } from '../failure.ts'
import { fieldOf, type Issue, valueAt } from '../invalid.ts'
import { sentence } from '../sentences.ts'
import { refusal } from './envelope.ts'
import { parameterError, wrongBody } from './words.ts'

/** Companies refuse in one sentence, which is the message; there is no data. */
export const companyWords: Words = {
  invalid(issues, body) {
    const whole = wrongBody(issues)
    return whole ? parameterError(whole) : refusal(422, invalidSentence(issues, body))
  },
  refused,
}

function refused(refused: Refusal): Answer {
  switch (refused.code) {
    case 'company_not_found':
    case 'attachment_not_found':
      return refusal(404, 'This resource is not found.')
    case 'store_independent':
    case 'multi_storefront_on':
      return refusal(405, 'Method Not Allowed')
    case 'email_taken':
      return refusal(400, refusalSentence(refused))
    default:
      return refusal(422, refusalSentence(refused))
  }
}

/** What is wrong with the first bad field of `body`. */
export function invalidSentence([issue]: readonly Issue[], body?: unknown): string {
  if (!issue) return 'The request is not valid.'
  const field = fieldOf(issue)
  if (field === undefined)
    return `The request body must be ${issue.expected === 'array' ? 'an array' : 'an object'}.`
  if (issue.problem === 'required' || issue.problem === 'tooShort') return `The ${spoken(field)} is required.`
  if (valueAt(body, issue) === null) return `The ${spoken(field)} may not be null.`
  return `The ${spoken(field)} is not valid: ${sentence(issue)}`
}

/** Why the rules forbid it. */
export function refusalSentence(refused: Refusal): string {
  switch (refused.code) {
    case 'email_taken':
      return 'The user already exists.'
    case 'channels_missing':
      return 'At least one B2B storefront needs to be enabled for a Company user.'
    case 'customer_group_not_found':
      return 'The customer group does not exist.'
    case 'price_list_not_found':
    case 'price_list_unknown':
      return 'The price list does not exist.'
    case 'name_required':
      return `The ${spoken(refused.field)} is required.`
    case 'channel_not_found':
      return `The channel ${refused.channelId} does not exist.`
    case 'attachments_full':
      return `A company can have at most ${refused.most} attachments.`
    case 'file_name_refused':
      return 'The attachment file name is not valid.'
    case 'file_type_refused':
      return 'The attachment file is not of the type that it is declared as.'
    case 'extra_field_unknown':
      return `The extra field ${refused.fieldName} does not exist.`
    case 'extra_field_required':
      return `The ${refused.fieldName} is required.`
    case 'extra_field_invalid':
      return `The ${refused.fieldName} is not valid: ${refused.reason}`
    case 'extra_field_taken':
      return `The ${refused.fieldName} already exists.`
    default:
      return 'The request is not valid.'
  }
}

/** `adminFirstName` is spoken "admin first name". */
function spoken(field: string): string {
  return field.replaceAll(/[A-Z]+/g, (capitals) => ` ${capitals.toLowerCase()}`)
}
