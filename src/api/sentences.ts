import { fieldOf, type Issue } from './invalid.ts'

/** What `say` says of the first issue of each field; one of the body itself stands under `whole`. */
export function firstByField(
  issues: readonly Issue[],
  whole: string,
  say: (issue: Issue) => string,
): Record<string, string> {
  // A map, since a field may be named as something that every object has.
  const fields = new Map<string, string>()
  for (const issue of issues) {
    const field = fieldOf(issue) ?? whole
    if (!fields.has(field)) fields.set(field, say(issue))
  }
  return Object.fromEntries(fields)
}

/** `{field: [sentence]}`, the first sentence of each field. */
export function byField(
  issues: readonly Issue[],
  say: (issue: Issue) => string = sentence,
): Record<string, string[]> {
  const fields = firstByField(issues, 'non_field_errors', say)
  return Object.fromEntries(Object.entries(fields).map(([field, said]) => [field, [said]]))
}

/** What is wrong, without the name of the field. */
export function sentence({ problem, expected }: Issue): string {
  switch (problem) {
    case 'required':
      return 'This field is required'
    case 'choice':
      return 'Not a valid choice.'
    case 'email':
      return 'Enter a valid email address.'
    case 'text':
      return 'Null characters and unpaired surrogates are not allowed.'
    case 'tooLong':
      return `Ensure this field has no more than ${expected} characters.`
    case 'tooShort':
      return 'This field may not be blank.'
    case 'tooSmall':
      return `Ensure this value is greater than or equal to ${expected}.`
    case 'tooBig':
      return `Ensure this value is less than or equal to ${expected}.`
    case 'tooMany':
      return `Ensure this field has no more than ${expected} items.`
    case 'type':
      return typeSentences[expected] ?? 'Not a valid value.'
  }
}

const typeSentences: Record<string, string> = {
  boolean: 'Must be a valid boolean.',
  integer: 'A valid integer is required.',
  string: 'Not a valid string.',
  array: 'Expected a list of items.',
  object: 'Invalid data. Expected a dictionary.',
}
