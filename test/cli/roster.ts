import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { emptyDatabase } from '../databases.ts'
import { test as appTest } from '../harness.ts'

const main = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url))

type Environment = Record<string, string>

/** Longer than a test may take, so that a failed test leaves no process running. */
const MOST_MS = 60_000

/** The real program, without the environment variables of the test run. */
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

/** Runs a server until it says that it is ready. If it is still running when the test ends, it is killed. */
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

  /** Returns the exit code and what was written to standard error. */
  async function stop(signal: NodeJS.Signals) {
    child.kill(signal)
    await gone
    return { code: child.exitCode, stderr: await errors }
  }

  return { address, lines, stop }
}

interface CommandLine {
  ending: AsyncDisposableStack
  /** The database that `run` and `serve` use, which is that of `app`. */
  url: string
  run(...args: string[]): ReturnType<typeof roster>
  /** Runs a command that must succeed, and returns the JSON it prints. */
  json(...args: string[]): Promise<unknown>
  serve(env?: Environment): ReturnType<typeof startServer>
}

/** `test` with the command line as well. */
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

/** Like `test`, on an empty database. */
export const testEmpty = test.extend<{ url: string }>({
  url: async ({ ending }, use) => {
    const fresh = await emptyDatabase()
    ending.defer(() => fresh.drop())
    await use(fresh.url)
  },
})
