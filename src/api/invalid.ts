import type { FastifySchemaValidationError } from 'fastify'

/** One thing that is wrong with a request. */
export interface Issue {
  part: 'params' | 'querystring' | 'headers' | 'body'
  /** From the root of the part, as `['companies', '2', 'companyId']`; empty for the part itself. */
  path: readonly string[]
  problem:
    | 'required'
    | 'type'
    | 'choice'
    | 'email'
    | 'text'
    | 'tooLong'
    | 'tooShort'
    | 'tooSmall'
    | 'tooBig'
    | 'tooMany'
  /** What was expected: a JSON type or a bound; of a choice, the value that was refused. */
  expected: string
}

/** The pattern of a text that is not blank. */
export const NOT_BLANK = '\\S'

/** The request is not of the shape that the operation takes. */
export class Invalid extends Error {
  override name = 'Invalid'
  readonly issues: readonly Issue[]

  constructor(issues: readonly Issue[]) {
    super('The request is not valid.')
    this.issues = issues
  }
}

/** The name of the field an issue is about: the last step of its path that is not a place in an array. */
export function fieldOf({ path }: Issue): string | undefined {
  return path.findLast((step) => !/^\d+$/.test(step))
}

/** What was sent where an issue is. */
export function valueAt(body: unknown, { path }: Issue): unknown {
  return path.reduce<unknown>((value, step) => {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined
    return Reflect.get(value, step)
  }, body)
}

/** For a body that is an array: the place of the entry that an issue is about. */
export function entryOf({ path }: Issue): number | undefined {
  const [first] = path
  return first !== undefined && /^\d+$/.test(first) ? Number(first) : undefined
}

export function fromSchemaErrors(
  errors: readonly FastifySchemaValidationError[],
  part: Issue['part'],
): Invalid {
  return new Invalid(errors.map((error) => toIssue(error, part)))
}

const problems: Record<string, Issue['problem']> = {
  const: 'choice',
  format: 'email',
  maxLength: 'tooLong',
  minLength: 'tooShort',
  minItems: 'tooShort',
  minimum: 'tooSmall',
  maximum: 'tooBig',
  maxItems: 'tooMany',
}

function toIssue(
  { keyword, instancePath, params, data }: FastifySchemaValidationError & { data?: unknown },
  part: Issue['part'],
): Issue {
  const path = instancePath.split('/').slice(1).map(unescapePointer)
  if (keyword === 'required') {
    return { part, path: [...path, String(params['missingProperty'])], problem: 'required', expected: '' }
  }
  if (params['pattern'] === NOT_BLANK) return { part, path, problem: 'tooShort', expected: '1' }
  if (keyword === 'enum') return { part, path, problem: 'choice', expected: quoted(data) }
  const expected = String(params['type'] ?? params['limit'] ?? params['format'] ?? '')
  return { part, path, problem: problems[keyword] ?? 'type', expected }
}

/** A value as a sentence quotes it. */
export function quoted(value: unknown): string {
  // An object of a body may have a `toString` that is no function.
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value)
  // Not up to the middle of a surrogate pair: a strict reader of JSON refuses half of one.
  return text.slice(0, 100).replace(/[\ud800-\udbff]$/, '')
}

function unescapePointer(step: string): string {
  return step.replaceAll('~1', '/').replaceAll('~0', '~')
}
