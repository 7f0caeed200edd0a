import type { Database } from '../db/database.ts'
import { findToken } from '../domain/tokens.ts'
import { now } from './clock.ts'
import type { Seed } from './seeding/shape.ts'

interface Running {
  address: string
  folder: string
  kept: boolean
  /** False when the folder had its data already. */
  planted: boolean
}

interface KnownToken {
  storeHash: string
  value: string
}

/** What the sandbox says when it starts: where it is, and a first call that works when pasted. */
export async function welcome(
  database: Database,
  seed: Seed,
  { address, folder, kept, planted }: Running,
): Promise<string> {
  const known = await knownToken(database, seed)
  const facts = [
    ['Address', address],
    ['Documentation', `${address}/docs`],
    ...(known
      ? [
          ['Store hash', known.storeHash],
          ['Token', known.value],
        ]
      : []),
    [
      'Data',
      kept ? `${folder}, ${planted ? 'filled from the seed' : 'as it was left'}` : `${folder}, until exit`,
    ],
  ]
  const lines = facts.map(([fact, value]) => `${`${fact}:`.padEnd(15)}${value}`)
  return ['', ...lines, '', known ? firstCall(address, known) : howToMakeToken(folder), ''].join('\n')
}

/** The first token of the seed that may read and that the database knows, which data from another seed does not. */
async function knownToken(database: Database, seed: Seed): Promise<KnownToken | undefined> {
  for (const { storeHash, tokens = [] } of seed.stores) {
    for (const { value } of tokens) {
      const token = await findToken(database.db, { kind: 'api', storeHash, value }, now())
      if (token?.scopes.some((scope) => scope !== 'control')) return { storeHash, value }
    }
  }
  return undefined
}

function firstCall(address: string, { storeHash, value }: KnownToken): string {
  const headers = [`X-Auth-Token: ${value}`, `X-Store-Hash: ${storeHash}`]
  const options = headers.map((header) => `-H ${quoted(header)}`).join(' ')
  return `curl ${options} "${address}/api/v3/io/sales-staffs"`
}

/** Double quotes are understood by every shell. */
function quoted(text: string): string {
  return `"${text.replaceAll(/["\\$`]/g, '\\$&')}"`
}

function howToMakeToken(folder: string): string {
  return `No token of the seed opens a store here: make one with ROSTER_DATABASE_URL=${quoted(`sqlite:${folder}/roster.db`)} and "roster token create".`
}
