import type { Refusal } from '../../domain/errors.ts'
import type { Words } from '../failure.ts'
import { entryOf, type Issue } from '../invalid.ts'
import { byField } from '../sentences.ts'
import { isTooMany } from './bulk.ts'
import { refusal } from './envelope.ts'
import { noSuchResource, parameterError, refusedFields, words, wrongBody } from './words.ts'

/** How the operations about super admins refuse. */
export const superAdminWords: Words = {
  refused(refused) {
    if (refused.code === 'company_not_found') return noSuchResource
    if (refused.code === 'email_taken') return refusal(400, 'The user already exists.')
    return words.refused(refused)
  },
  invalid: words.invalid,
}

/** For the bodies that say who may act for which company. */
export const assignmentWords: Words = {
  refused: superAdminWords.refused,
  invalid(issues, body) {
    const missing = issues.filter(({ part, problem }) => part === 'body' && problem === 'required')
    if (missing.length === 0) return words.invalid(issues, body)
    return refusal(400, 'Bad Request', { errMsg: byField(missing) })
  },
}

/** For a body of many super admins: `data` has an item for each entry. */
export const bulkWords: Words = {
  refused(refused) {
    if (refused.code !== 'entries_refused') return words.refused(refused)
    const bad = refused.refusals.filter((entry) => entry && entry.code !== 'email_taken')
    if (bad.length === 0) return refusal(400, 'API logic error', { errMsg: ALREADY_EXISTS })
    return refusal(422, 'Parameter Error', refused.refusals.map(entryRefused))
  },
  invalid(issues, body) {
    if (isTooMany(issues)) return refusal(413, 'Request Entity Too Large')
    const whole = wrongBody(issues)
    return whole ? parameterError(whole) : refusal(422, 'Parameter Error', byEntry(issues, body))
  },
}

const ALREADY_EXISTS = 'The super admin already exists'

function entryRefused(refused: Refusal | undefined) {
  if (refused?.code === 'email_taken') return { email: [ALREADY_EXISTS] }
  return (refused && refusedFields(refused)) ?? {}
}

/** `{field: [sentence]}` for each entry of `body`, `{}` where one is fine. */
function byEntry(issues: readonly Issue[], body: unknown) {
  const issuesOf = Map.groupBy(issues, entryOf)
  const places = [...issuesOf.keys()].map((place = 0) => place + 1)
  // A body that was refused while it was parsed is known only as far as its last bad entry.
  const length = Array.isArray(body) ? body.length : Math.max(...places)
  return Array.from({ length }, (_, place) => byField(issuesOf.get(place) ?? []))
}
