import type { Refusal } from '../../domain/errors.ts'
import type { Answer, Words } from '../failure.ts'
import { companyWords } from './company-words.ts'
import { refusal } from './envelope.ts'

/** Roles and permissions refuse as companies do: in one sentence, which is the message. */
export const roleWords: Words = {
  invalid: companyWords.invalid,
  refused,
}

function refused(refused: Refusal): Answer {
  switch (refused.code) {
    case 'role_not_found':
      return notFound
    case 'permission_not_found':
      return 'permissionId' in refused
        ? notFound
        : refusal(422, `The permission ${refused.permission} does not exist.`)
    default:
      return refusal(422, sentence(refused))
  }
}

const notFound = refusal(404, 'This resource is not found.')

function sentence(refused: Refusal): string {
  switch (refused.code) {
    case 'role_exists':
      return 'The role name already exists.'
    case 'role_predefined':
      return 'A predefined role can not be changed or deleted.'
    case 'role_in_use':
      return 'A role in use can not be deleted.'
    case 'permission_exists':
      return `The permission ${refused.field} already exists.`
    case 'permission_predefined':
      return 'A predefined permission can not be changed or deleted.'
    case 'permission_repeated':
      return `The permission ${refused.permission} is given twice.`
    case 'permission_level_refused':
      return `The permission ${refused.permission} does not accept level ${refused.level}.`
    default:
      return 'The request is not valid.'
  }
}
