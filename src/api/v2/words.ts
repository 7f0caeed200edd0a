import type { Refusal } from '../../domain/errors.ts'
import type { Answer, Words } from '../failure.ts'
import { fieldOf, type Issue } from '../invalid.ts'
import { firstByField, sentence } from '../sentences.ts'
import { refusal } from './envelope.ts'

/** What is wrong with a request: a sentence for each field. */
export type Objections = Record<string, string>

/** The field of what is wrong with no field in particular. */
const NO_FIELD = 'non_field_errors'

/** How V2 refuses. */
export const words: Words = { refused, invalid }

/** V2's refusal of wrong values. */
export function valueError(objections: Objections): Answer {
  return refusal(400, 10012, 'PARAMETER VALUE ERROR', objections)
}

/** What is wrong with each field, the first sentence of each. */
export function objectionsIn(issues: readonly Issue[]): Objections {
  return firstByField(issues, NO_FIELD, inWords)
}

/** Which field a rule refuses, and why. */
export function objectionsOf(refused: Refusal): Objections {
  switch (refused.code) {
    case 'email_taken':
      return { email: 'Email already exists.' }
    case 'role_not_found':
      return 'roleId' in refused.choice
        ? { companyRoleId: notAChoice(refused.choice.roleId) }
        : { userRole: notAChoice(refused.choice.userRole) }
    case 'role_change_forbidden':
      return { userRole: 'A company user can not become a super admin.' }
    case 'super_admin_not_found':
      return { id: notAChoice(refused.superAdminId) }
    case 'price_list_not_found':
      return { [refused.field]: notAChoice(refused.priceListId) }
    case 'customer_group_in_use':
      return { customerGroupId: 'The customer group belongs to a company already.' }
    case 'channels_missing':
      return { channelIds: 'At least one B2B storefront needs to be enabled for a Company user.' }
    case 'channel_not_found':
      return { [refused.field]: notAChoice(refused.channelId) }
    case 'place_required':
      return { [refused.field]: 'This field is required.' }
    case 'place_unknown':
      return { [refused.field]: `"${refused.value}" is not a valid choice.` }
    case 'place_contradictory':
      return { [refused.field]: 'The name does not match the code.' }
    case 'default_contradictory':
      return { [refused.field]: 'An address can not be the default for what it is not for.' }
    case 'extra_field_unknown':
      return { extraFields: `${refused.fieldName} does not exist.` }
    case 'extra_field_required':
      return { extraFields: `${refused.fieldName} is required.` }
    case 'extra_field_invalid':
      return { extraFields: `${refused.fieldName}: ${refused.reason}` }
    case 'extra_field_taken':
      return { extraFields: `${refused.fieldName}: ${refused.value} already exists.` }
    default:
      return { [NO_FIELD]: refused.code }
  }
}

/** What is wrong with an entry of a batch, in one text. */
export function errMsgOf(objections: Objections): string {
  const texts = Object.entries(objections).map(([field, sentence]) =>
    field === NO_FIELD ? sentence : `${field}: ${sentence}`,
  )
  return texts.join(' ')
}

function refused(refused: Refusal): Answer {
  switch (refused.code) {
    case 'company_not_found':
      return noSuchCompany
    case 'user_not_found':
      return noSuchUser
    case 'address_not_found':
      return noSuchAddress
    case 'customer_group_not_found':
      return noSuchGroup
    case 'store_independent':
    case 'multi_storefront_on':
      return refusal(405, 405, 'Method Not Allowed')
    case 'last_user':
      return undeletable('The last user in company can not be deleted.')
    case 'last_admin':
      return undeletable('The last admin in company can not be deleted.')
    default:
      return valueError(objectionsOf(refused))
  }
}

function invalid(issues: readonly Issue[]): Answer {
  const ids = issues.filter(({ part }) => part === 'params').map(fieldOf)
  if (ids.includes('companyId')) return noSuchCompany
  if (ids.includes('addressId')) return noSuchAddress
  if (ids.length > 0) return noSuchUser
  const missing = issues.filter(({ problem }) => problem === 'required')
  if (missing.length > 0) return refusal(400, 40010, 'This field is required.', objectionsIn(missing))
  return valueError(objectionsIn(issues))
}

const noSuchCompany = refusal(404, 404, 'Not Found Error', { errMsg: 'Companies Does not Exist' })
const noSuchAddress = refusal(404, 404, 'Not Found Error', { errMsg: 'Address Does not Exist' })
const noSuchUser = refusal(404, 404, 'Not Found Error', { errMsg: 'Company User Does not Exist' })
const noSuchGroup = refusal(404, 404, 'Not Found Error', { errMsg: 'Customer Group Does not Exist' })

/** With status 500, as the vendor answers it. */
function undeletable(errMsg: string): Answer {
  return refusal(500, 500, errMsg, { errMsg })
}

function notAChoice(value: number): string {
  return `"${value}" is not a valid choice.`
}

/** As `sentence`, but with a full stop, and with V2's words for a body that is no object. */
function inWords(issue: Issue): string {
  if (issue.problem === 'required') return 'This field is required.'
  const isWhole = issue.problem === 'type' && issue.path.length === 0
  return isWhole ? 'Invalid data. Expected an object.' : sentence(issue)
}
