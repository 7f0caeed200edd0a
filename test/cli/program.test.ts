import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { text } from 'node:stream/consumers'
import { expect } from 'vitest'
import { roster, start, test } from './roster.ts'

const commands = [
  [],
  ['dev'],
  ['serve'],
  ['migrate'],
  ['store'],
  ['store', 'create'],
  ['store', 'list'],
  ['token'],
  ['token', 'create'],
  ['token', 'list'],
  ['token', 'revoke'],
  ['staff'],
  ['staff', 'create'],
  ['staff', 'list'],
  ['staff', 'retire'],
  ['events'],
  ['seed'],
].map((command) => ({ command, named: ['roster', ...command].join(' ') }))

test.for(commands)('"$named --help" tells how it is called, with an example', async ({ command, named }) => {
  const { code, stdout, stderr } = await roster([...command, '--help'])

  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(stdout).toContain(`Usage: ${named} `)
  expect(stdout).toMatch(new RegExp(`\nExample:\n  .*\\b${named}\\b`))
})

test('the help names every setting that is read from the environment', async () => {
  const config = await readFile(new URL('../../src/config.ts', import.meta.url), 'utf8')
  const settings = new Set([...config.matchAll(/env\['(ROSTER_\w+)'\]/g)].map(([, name]) => name))
  const { stdout } = await roster(['--help'])

  expect(new Set(stdout.match(/ROSTER_\w+(?= {2})/g))).toEqual(settings)
  expect(stdout).toContain('OTEL_EXPORTER_OTLP_ENDPOINT')
})

test.for([
  { args: ['frobnicate'], stderr: "error: unknown command 'frobnicate'" },
  { args: ['dev', '--frobnicate'], stderr: "error: unknown option '--frobnicate'" },
  {
    args: ['dev', 'now'],
    stderr: "error: too many arguments for 'dev'. Expected 0 arguments but got 1: now.",
  },
  {
    args: ['dev', '--port', '70000'],
    stderr: "error: option '--port <port>' argument '70000' is invalid. It must be a number from 0 to 65535.",
  },
  {
    args: ['dev', '--data', ''],
    stderr: "error: option '--data <dir>' argument '' is invalid. It must be the path of a folder.",
  },
  { args: ['seed'], stderr: "error: missing required argument 'seed'" },
  {
    args: ['store', 'create', 'a b', '--name', 'Acme'],
    stderr:
      'error: command-argument value \'a b\' is invalid for argument \'hash\'. It must be 1 to 64 letters, digits, "-" or "_".',
  },
  {
    args: ['store', 'create', 'acme1', '--name', ' '],
    stderr: "error: option '--name <name>' argument ' ' is invalid. It must be 1 to 255 characters.",
  },
  { args: ['token', 'list'], stderr: "error: required option '--store <hash>' not specified" },
  {
    args: ['token', 'create', '--store', 'acme1', '--name', 'ERP', '--scope', 'everything'],
    stderr:
      "error: option '--scope <scope...>' argument 'everything' is invalid. Allowed choices are b2b, b2b_read_only, control.",
  },
  {
    args: ['token', 'revoke', 'one', '--store', 'acme1'],
    stderr: "error: command-argument value 'one' is invalid for argument 'id'. It must be a number.",
  },
  {
    args: ['staff', 'retire', 'Rita', '--store', 'acme1'],
    stderr:
      "error: command-argument value 'Rita' is invalid for argument 'id-or-email'. It must be an id or an email address.",
  },
])('"$args" is refused with a reason', async ({ args, stderr }) => {
  const ran = await roster(args)

  expect(ran).toEqual({ code: 2, stdout: '', stderr: `${stderr}\nAdd --help to see how it is called.\n` })
})

test('a command that only groups others lists them', async () => {
  const { code, stdout, stderr } = await roster(['store'])

  expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  expect(stderr).toContain('Usage: roster store ')
})

test('a reader that closes the pipe early does not count as a failure', async () => {
  const child = start(['--help'])
  child.stdout.destroy()
  const [stderr] = await Promise.all([text(child.stderr), once(child, 'close')])

  expect({ code: child.exitCode, stderr }).toEqual({ code: 0, stderr: '' })
})

test.for([
  [
    {},
    'ROSTER_DATABASE_URL is not set: set it to sqlite: and the path of a file, or to postgres://user:password@host/database.',
  ],
  [
    { ROSTER_DATABASE_URL: 'mysql://root:hunter2@db.example/roster' },
    'ROSTER_DATABASE_URL must be sqlite: and the path of a file, or postgres://user:password@host/database with special characters percent-encoded.',
  ],
  [
    { ROSTER_DATABASE_URL: 'sqlite::memory:' },
    'ROSTER_DATABASE_URL must be sqlite: and the path of a file, or postgres://user:password@host/database with special characters percent-encoded.',
  ],
  [{ ROSTER_PORT: '4000x' }, 'ROSTER_PORT must be a number from 0 to 65535, and is "4000x".'],
  [
    { ROSTER_PUBLIC_URL: 'roster.example' },
    'ROSTER_PUBLIC_URL must be an address like https://roster.example, and is "roster.example".',
  ],
  [
    { ROSTER_PUBLIC_URL: 'ftp://roster.example/' },
    'ROSTER_PUBLIC_URL must be an address like https://roster.example, and is "ftp://roster.example/".',
  ],
  [
    { OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4318' },
    'OTEL_EXPORTER_OTLP_ENDPOINT must be an address like http://127.0.0.1:4318.',
  ],
  [
    { ROSTER_PUBLIC_URL: 'https://:word@roster.example' },
    'ROSTER_PUBLIC_URL must be an address like https://roster.example, and is "https://:word@roster.example".',
  ],
  [
    { ROSTER_LOG_LEVEL: 'loud' },
    'ROSTER_LOG_LEVEL must be one of fatal, error, warn, info, debug, trace, silent, and is "loud".',
  ],
] as const)('%o is refused', async ([env, sentence]) => {
  const ran = await roster(['serve'], env)

  expect(ran).toEqual({ code: 1, stdout: '', stderr: `${sentence}\n` })
})

test('an unreachable database server is reported in one sentence', async () => {
  const { code, stdout, stderr } = await roster(['migrate'], {
    ROSTER_DATABASE_URL: 'postgres://roster:hunter2@127.0.0.1:1/roster',
  })

  expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
  expect(stderr).toMatch(/^The PostgreSQL database "roster" at 127\.0\.0\.1:1 cannot be used .*\.\n$/)
})
