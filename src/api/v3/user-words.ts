import type { Answer, Words } from '../failure.ts'
import { entryOf, fieldOf, type Issue } from '../invalid.ts'
import { refusal } from './envelope.ts'
import { byField, logicError, parameterError, refusedFields, sentence, words, wrongBody } from './words.ts'

/** Most users of one bulk request. */
export const MOST_AT_ONCE = 10

export const creating: Partial<Words> = {
  invalid: (issues) => parameterError(wrongBody(issues) ?? byField(issues, creatingSentence)),
  refused,
}

export const creatingMany: Partial<Words> = {
  invalid(issues) {
    if (issues.some(({ problem, path }) => problem === 'tooMany' && path.length === 0)) {
      return refusal(413, 'Request Entity Too Large', { errMsg: 'Add up to ten data at a time' })
    }
    const first = issues.map(entryOf).find((entry) => entry !== undefined)
    // The first entry that is wrong speaks for all of them.
    return parameterError(
      wrongBody(issues) ??
        byField(
          issues.filter((issue) => entryOf(issue) === first),
          creatingSentence,
        ),
    )
  },
  refused,
}

export const updating: Partial<Words> = {
  invalid: (issues) => parameterError(wrongBody(issues) ?? byField(issues, updatingSentence)),
  refused,
}

export const listing: Partial<Words> = {
  invalid(issues) {
    const roles = issues.filter(({ path, problem }) => path[0] === 'roles' && problem === 'choice')
    const choices = roles.map(({ path, expected }) => [path[1] ?? '0', [notAChoice(expected)]])
    return parameterError({
      ...byField(issues.filter(({ path }) => path[0] !== 'roles')),
      ...(choices.length > 0 && { roles: Object.fromEntries(choices) }),
    })
  },
}

function refused(refused: Parameters<Words['refused']>[0]): Answer {
  switch (refused.code) {
    case 'role_missing':
      return parameterError({ non_field_errors: ['User must have a role.'] })
    case 'role_not_found':
      return parameterError(
        'roleId' in refused.choice
          ? { companyRoleId: [notAChoice(String(refused.choice.roleId))] }
          : { role: [notAChoice(String(refused.choice.userRole))] },
      )
    case 'company_not_found':
      return parameterError({ companyId: ['Company does not exist.'] })
    case 'channels_missing':
      return logicError('At least one B2B storefront needs to be enabled for a Company user.')
    default: {
      const fields = refusedFields(refused)
      return fields ? parameterError(fields) : words.refused(refused)
    }
  }
}

function creatingSentence(issue: Issue): string {
  if (issue.problem === 'required' || issue.problem === 'tooShort') return 'This field may not be null'
  if (issue.problem === 'choice' || fieldOf(issue) === 'role') return notAChoice(issue.expected)
  return issue.problem === 'email' ? 'Email is not correct.' : sentence(issue)
}

function updatingSentence(issue: Issue): string {
  return issue.problem === 'choice' ? `The value "${issue.expected}" is not a valid role.` : sentence(issue)
}

function notAChoice(value: string): string {
  return `"${value}" is not a valid choice.`
}
