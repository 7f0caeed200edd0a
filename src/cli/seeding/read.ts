import { readFile } from 'node:fs/promises'
import { Ajv, type ErrorObject } from 'ajv'
import { default as addFormats } from 'ajv-formats'
import { parse } from 'yaml'
import { Problem } from '../../problem.ts'
import { Seed } from './shape.ts'

const named = {
  demo: new URL('../../../seeds/demo.yaml', import.meta.url),
  empty: new URL('../../../seeds/empty.yaml', import.meta.url),
}

/**
 * The seed named `demo` or `empty`, or the one in a file of YAML or JSON.
 *
 * @throws Problem when there is no such file or it is not of the shape of a seed
 */
export async function readSeed(nameOrFile: string): Promise<Seed> {
  const file = nameOrFile === 'demo' || nameOrFile === 'empty' ? named[nameOrFile] : nameOrFile
  const text = await readFile(file, 'utf8').catch(() => {
    throw new Problem(`There is no seed file ${nameOrFile}: name a file that is there, or demo, or empty.`)
  })
  return checked(nameOrFile, parsed(nameOrFile, text))
}

function parsed(name: string, text: string): unknown {
  try {
    return parse(text)
  } catch (error) {
    const [reason] = error instanceof Error ? error.message.split('\n') : []
    throw new Problem(`The seed file ${name} is neither YAML nor JSON: ${reason?.replace(/:$/, '')}.`)
  }
}

function checked(name: string, value: unknown): Seed {
  const ajv = new Ajv({ allowUnionTypes: true, meta: false, validateSchema: false })
  addFormats.default(ajv, ['email'])
  const isSeed = ajv.compile<Seed>(Seed)
  if (!isSeed(value)) {
    const [first] = isSeed.errors ?? []
    throw new Problem(`The seed ${name} is not right at ${first?.instancePath || '/'}: it ${wrong(first)}.`)
  }
  const place = placeOfUnkept(value, '')
  if (place === undefined) return value
  throw new Problem(
    `The seed ${name} is not right at ${place}: it has a null character or half of a pair, which no text may have.`,
  )
}

/** Where a text stands that PostgreSQL refuses or changes; undefined where none does. */
function placeOfUnkept(value: unknown, place: string): string | undefined {
  if (typeof value === 'string') return value.isWellFormed() && !value.includes('\0') ? undefined : place
  if (typeof value !== 'object' || value === null) return undefined
  for (const [key, part] of Object.entries(value)) {
    const found = placeOfUnkept(part, `${place}/${key}`)
    if (found !== undefined) return found
  }
  return undefined
}

/** With the names and choices that Ajv's own messages leave out. */
function wrong(error: ErrorObject | undefined): string {
  switch (error?.keyword) {
    case 'additionalProperties':
      return `has "${error.params['additionalProperty']}", which no seed has there`
    case 'enum':
      return `must be one of ${error.params['allowedValues'].join(', ')}`
    default:
      return error?.message ?? 'is not a seed'
  }
}
