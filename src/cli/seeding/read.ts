import { readFile } from 'node:fs/promises'
import { Value } from 'typebox/value'
import { parse } from 'yaml'
import { Problem } from '../problem.ts'
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
    throw new Problem(`The seed file ${name} is neither YAML nor JSON: ${reason}`)
  }
}

function checked(name: string, value: unknown): Seed {
  if (Value.Check(Seed, value)) return value
  const [first] = Value.Errors(Seed, value)
  throw new Problem(
    `The seed file ${name} is not right at ${first?.instancePath || '/'}: it ${first?.message}.`,
  )
}
