import { parseArgs } from 'node:util'
import { type SubjectName, subjectNames } from './subjects.ts'
import { type WorkName, workNames } from './works.ts'

export interface Options {
  works: readonly WorkName[]
  subjects: readonly SubjectName[]
  rounds: number
  /** Above 1, Roster is also measured with that many times the data. */
  times: number
  /** Whether everything is measured. */
  everything: boolean
}

export function readOptions(args: readonly string[]): Options {
  const values = parse(args)
  return {
    works: values.only?.map((name) => known('work', name, workNames)) ?? workNames,
    subjects: values.subjects?.split(',').map((name) => known('subject', name, subjectNames)) ?? subjectNames,
    rounds: count('rounds', values.rounds),
    times: count('times', values.times),
    everything: !values.only && !values.subjects && values.times === '1',
  }
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        only: { type: 'string', multiple: true },
        subjects: { type: 'string' },
        rounds: { type: 'string', default: '5' },
        times: { type: 'string', default: '1' },
      },
    }).values
  } catch (error) {
    return fail(error instanceof Error ? error.message : String(error))
  }
}

function count(option: string, text: string): number {
  return /^[1-9]\d*$/.test(text)
    ? Number(text)
    : fail(`--${option} takes a whole number from 1, not "${text}".`)
}

function known<T extends string>(what: string, name: string, names: readonly T[]): T {
  return (
    names.find((each) => each === name) ??
    fail(`There is no ${what} "${name}": choose of ${names.map((each) => `"${each}"`).join(', ')}.`)
  )
}

function fail(sentence: string): never {
  console.error(sentence)
  process.exit(1)
}
