import type { Refusal } from '../../domain/errors.ts'
import type { Answer, Words } from '../failure.ts'
import type { Issue } from '../invalid.ts'
import { firstByField } from '../sentences.ts'
import { refusal } from './envelope.ts'

/** How control refuses: by the domain's own codes. */
export const words: Words = { refused, invalid }

function refused(refused: Refusal): Answer {
  // `field` is the vendor's name, which this dialect does not use.
  const { code, field: _, ...details } = { field: undefined, ...refused }
  const status = code.endsWith('_not_found') ? 404 : /_(taken|exists)$/.test(code) ? 409 : 422
  const fields = Object.entries(details).map(([name, value]) => [name, String(value)])
  return refusal(status, code, `${spoken(code)}.`, Object.fromEntries(fields))
}

function invalid(issues: readonly Issue[]): Answer {
  return refusal(422, 'invalid', 'The request is not valid.', firstByField(issues, 'body', sentence))
}

/** `company_not_found` is spoken "Company not found". */
function spoken(code: string): string {
  const words = code.replaceAll('_', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

function sentence({ problem, expected }: Issue): string {
  switch (problem) {
    case 'required':
      return 'Is required.'
    case 'type':
      // A pattern and a choice of shapes name no type.
      return `Must be ${expected || 'of a documented form'}.`
    case 'choice':
      return `"${expected}" is not a choice.`
    case 'email':
      return 'Must be an email address.'
    case 'text':
      return 'Must not have null bytes or unpaired surrogates.'
    case 'tooLong':
      return `Must have at most ${expected} characters.`
    case 'tooShort':
      return expected === '1' ? 'Must not be empty.' : `Must have at least ${expected} characters.`
    case 'tooSmall':
      return `Must be at least ${expected}.`
    case 'tooBig':
      return `Must be at most ${expected}.`
    case 'tooMany':
      return `Must have at most ${expected} items.`
  }
}
