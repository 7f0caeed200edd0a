import type { Issue } from '../invalid.ts'

/** How many entries the vendor takes in one call. */
export const MOST_AT_ONCE = 10

/** Whether a body has more entries than that. */
export function isTooMany(issues: readonly Issue[]): boolean {
  return issues.some(({ path, problem }) => path.length === 0 && problem === 'tooMany')
}
