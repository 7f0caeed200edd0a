import type { Refusal } from '../../domain/errors.ts'
import type { Answer, Words } from '../failure.ts'
import { entryOf, fieldOf, type Issue, quoted, valueAt } from '../invalid.ts'
import { byField, sentence } from '../sentences.ts'
import { isTooMany } from './bulk.ts'
import { refusal } from './envelope.ts'
import { logicError, parameterError, refusedFields, words, wrongBody } from './words.ts'

export const creating: Partial<Words> = {
  invalid: (issues, body) => parameterError(wrongBody(issues) ?? byField(issues, creatingSentence(body))),
  refused: (refusal) => refusedChange(refusal, notAChoice),
}

export const creatingMany: Partial<Words> = {
  invalid(issues, body) {
    if (isTooMany(issues)) {
      return refusal(413, 'Request Entity Too Large', { errMsg: 'Add up to ten data at a time' })
    }
    const first = issues.map(entryOf).find((entry) => entry !== undefined)
    // The first entry that is wrong speaks for all of them.
    const speaking = issues.filter((issue) => entryOf(issue) === first)
    return parameterError(wrongBody(issues) ?? byField(speaking, creatingSentence(body)))
  },
  refused: (refusal) => refusedChange(refusal, notAChoice),
}

export const updating: Partial<Words> = {
  invalid: (issues, body) => parameterError(wrongBody(issues) ?? byField(issues, updatingSentence(body))),
  refused: (refusal) => refusedChange(refusal, notARole),
}

export const listing: Partial<Words> = {
  invalid(issues) {
    const bad = issues.filter(({ path, problem }) => path[0] === 'roles' && problem === 'choice')
    const choices = bad.map(({ path, expected }) => [path[1] ?? '0', [`${notAChoice(expected)}.`]])
    const { roles, ...fields } = byField(issues)
    // A null byte, or one of very many, is not told as a choice.
    const refused = choices.length > 0 ? Object.fromEntries(choices) : roles
    return parameterError({ ...fields, ...(roles && { roles: refused }) })
  },
}

function refusedChange(refused: Refusal, badRole: (value: unknown) => string): Answer {
  switch (refused.code) {
    case 'role_missing':
      return parameterError({ non_field_errors: ['User must have a role.'] })
    case 'role_not_found':
      return parameterError(
        'roleId' in refused.choice
          ? { companyRoleId: [badRole(refused.choice.roleId)] }
          : { role: [badRole(refused.choice.userRole)] },
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

function creatingSentence(body: unknown) {
  return (issue: Issue): string => {
    const field = fieldOf(issue)
    const value = valueAt(body, issue)
    if (issue.problem === 'required' || (field && value === null)) return NULL
    if (field === 'role' && issue.problem !== 'text') return notAChoice(value)
    return issue.problem === 'email' ? 'Email is not correct.' : sentence(issue)
  }
}

function updatingSentence(body: unknown) {
  return (issue: Issue): string => {
    const value = valueAt(body, issue)
    if (value === null) return NULL
    return fieldOf(issue) === 'role' && issue.problem !== 'text' ? notARole(value) : sentence(issue)
  }
}

const NULL = 'This field may not be null'

function notAChoice(value: unknown): string {
  return `"${quoted(value)}" is not a valid choice`
}

function notARole(value: unknown): string {
  return `The value "${quoted(value)}" is not a valid role.`
}
