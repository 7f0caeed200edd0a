import type { Refusal } from '../../domain/errors.ts'
import type { Words } from '../failure.ts'
import { entryOf, type Issue } from '../invalid.ts'
import { byField } from '../sentences.ts'
import { isTooMany } from './bulk.ts'
import { refusal } from './envelope.ts'
import { logicError, oneSentence, parameterError, refusedFields, words, wrongBody } from './words.ts'

/** How operations on addresses refuse: the company is a field like the others. */
export const addressWords: Words = {
  refused(refused) {
    if (refused.code === 'address_not_found') {
      return refusal(404, 'Not Found Error', { errMsg: 'Address matching query does not exist.' })
    }
    const fields = addressFields(refused)
    return fields ? parameterError(fields) : words.refused(refused)
  },
  invalid: words.invalid,
}

/** A change is refused in one sentence. */
export const changeWords: Words = {
  refused(refused) {
    const fields = addressFields(refused)
    return fields ? logicError(oneSentence(fields)) : addressWords.refused(refused)
  },
  invalid: (issues) => parameterError(wrongBody(issues) ?? oneSentence(byField(issues))),
}

/** For a body of many addresses: the mistakes of each bad entry stand under its index, from "0". */
export const bulkWords: Words = {
  refused(refused) {
    if (refused.code !== 'entries_refused') return words.refused(refused)
    const entries = refused.refusals.flatMap((entry, place) => (entry ? [[place, entryFields(entry)]] : []))
    return parameterError(Object.fromEntries(entries))
  },
  invalid(issues) {
    if (isTooMany(issues)) return refusal(413, 'Request Entity Too Large')
    return parameterError(wrongBody(issues) ?? byEntry(issues))
  },
}

function addressFields(refused: Refusal): Record<string, string[]> | undefined {
  if (refused.code === 'company_not_found') return { companyId: ['Company does not exist.'] }
  return refusedFields(refused)
}

function entryFields(refused: Refusal): Record<string, string[]> {
  return addressFields(refused) ?? { non_field_errors: [refused.code] }
}

function byEntry(issues: readonly Issue[]) {
  const entries = [...Map.groupBy(issues, entryOf)].map(([place = 0, its]) => [place, byField(its)])
  return Object.fromEntries(entries)
}
