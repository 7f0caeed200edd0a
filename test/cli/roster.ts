import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { emptyDatabase } from '../databases.ts'
import { test as appTest } from '../harness.ts'

const main = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url))

type Environment = Record<string, string>

/** Longer than a test may take: what a failed one forgot does not run on. */
const MOST_MS = 60_000

/** The real program; nothing of the environment that the tests themselves run in reaches it. */
export function start(args: readonly string[], env: Environment = {}) {
  return spawn(process.execPath, [main, ...args], { env, stdio: 'pipe', timeout: MOST_MS })
}

/** Runs a command until it ends. */
export async function roster(args: readonly string[], env: Environment = {}, input = '') {
  const child = start(args, env)
  child.stdin.end(input)
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
  return { code: child.exitCode, stdout, stderr }
}

/** Runs a server until it says that it is ready; what is left of it when the test ends is killed. */
export async function startServer(ending: AsyncDisposableStack, args: readonly string[], env: Environment) {
  const child = start(args, env)
  const gone = once(child, 'close')
  ending.defer(async () => {
    child.kill('SIGKILL')
    await gone
  })
  const errors = text(child.stderr)
  const lines: string[] = []
  const address = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      lines.push(line)
      const [, ready] = /Roster is ready on ([^"]+)/.exec(line) ?? []
      if (ready) resolve(ready)
    })
    gone.then(async () => reject(new Error(`The server ended before it was ready: ${await errors}`)))
  })

  /** Answers the exit code and what was written to standard error. */
  async function stop(signal: NodeJS.Signals) {
    child.kill(signal)
    await gone
    return { code: child.exitCode, stderr: await errors }
  }

  return { address, lines, stop }
}

interface CommandLine {
  ending: AsyncDisposableStack
  /** The database that `run` and `serve` are told of; it is the one of `app`. */
  url: string
  run(...args: string[]): ReturnType<typeof roster>
  /** Runs a command that has to succeed, and answers the JSON it prints. */
  json(...args: string[]): Promise<unknown>
  serve(env?: Environment): ReturnType<typeof startServer>
}

/** `test` whose body is also given the command line. */
export const test = appTest.extend<CommandLine>({
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads the pattern to learn what a fixture needs.
  ending: async ({}, use) => {
    await using ending = new AsyncDisposableStack()
    await use(ending)
  },
  url: async ({ app }, use) => {
    await use(app.url)
  },
  run: async ({ url }, use) => {
    await use((...args) => roster(args, { ROSTER_DATABASE_URL: url }))
  },
  json: async ({ run }, use) => {
    await use(async (...args) => {
      const { code, stdout, stderr } = await run(...args, '--json')
      if (code !== 0) throw new Error(stderr)
      return JSON.parse(stdout)
    })
  },
  serve: async ({ ending, url }, use) => {
    const env = { ROSTER_DATABASE_URL: url, ROSTER_PORT: '0' }
    await use((more = {}) => startServer(ending, ['serve'], { ...env, ...more }))
  },
})

/** As `test`, on a database with nothing in it. */
export const testEmpty = test.extend<{ url: string }>({
  url: async ({ ending }, use) => {
    const fresh = await emptyDatabase()
    ending.defer(() => fresh.drop())
    await use(fresh.url)
  },
})
