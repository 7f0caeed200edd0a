import { Command, CommanderError } from 'commander'
import { UnusableDatabase } from '../db/errors.ts'
import { Refused } from '../domain/errors.ts'
import { Problem } from '../problem.ts'
import { version } from '../version.ts'
import { example } from './arguments.ts'
import { addDev } from './dev.ts'
import { addEvents } from './events.ts'
import { addMigrate } from './migrate.ts'
import { sentenceFor } from './refusals.ts'
import { addSeed } from './seed.ts'
import { addServe } from './serve.ts'
import { addStaff } from './staff.ts'
import { addStore } from './store.ts'
import { addToken } from './token.ts'

const environment = `
Environment:
  ROSTER_DATABASE_URL     sqlite:path/of/file or postgres://user:password@host/database; every command but dev needs it
  ROSTER_FILES            folder for attachments; beside the SQLite file, else ./attachments, when left out
  ROSTER_PUBLIC_URL       where callers reach serve, when a proxy stands before it: answers have addresses that begin so
  ROSTER_HOST             address that serve listens on, 127.0.0.1 when left out
  ROSTER_PORT             port that serve listens on, 4000 when left out
  ROSTER_TRUSTED_PROXIES  proxies whose X-Forwarded-For serve believes, as 10.0.0.0/8,::1; none when left out
  ROSTER_METRICS          1 answers /metrics for Prometheus
  ROSTER_LOG_LEVEL        least that a server logs: fatal, error, warn, info, debug, trace or silent
  OTEL_*                  where a server sends traces, as OpenTelemetry has it: OTEL_EXPORTER_OTLP_ENDPOINT and others`

const exitCodes = '\nExit codes: 0 done, 1 refused, 2 not understood.'

/** Runs one command line and answers the exit code: 0, 1 when it was refused, 2 when it was not understood. */
export async function run(args: readonly string[]): Promise<number> {
  process.stdout.on('error', ignoreClosedPipe)
  try {
    await program().parseAsync(args, { from: 'user' })
    return 0
  } catch (thrown) {
    // Commander has said what was wrong, or shown the help that was asked for.
    if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? 0 : 2
    console.error(
      isSaid(thrown) ? thrown.message : thrown instanceof Refused ? sentenceFor(thrown.refusal) : thrown,
    )
    return 1
  }
}

/** Commands load the database and the server only when they run, so that help and mistyped arguments answer at once. */
function program(): Command {
  const roster = new Command('roster')
    .description('The people-and-access server of B2B commerce.')
    .version(version)
    .exitOverride()
    .showHelpAfterError('Add --help to see how it is called.')
    .addHelpText('after', [example('roster dev'), environment, exitCodes].join('\n'))
  for (const add of [addDev, addServe, addMigrate, addStore, addToken, addStaff, addEvents, addSeed])
    add(roster)
  return roster
}

/** The reader of a pipe may close it early, as `head` does. */
function ignoreClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error
}

function isSaid(thrown: unknown): thrown is Problem | UnusableDatabase {
  return thrown instanceof Problem || thrown instanceof UnusableDatabase
}
