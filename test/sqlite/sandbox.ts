import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test as base } from 'vitest'
import { startServer } from '../cli/roster.ts'

interface Sandbox {
  ending: AsyncDisposableStack
  /** An empty folder, where the program also creates its temporary folders. */
  folder: string
  dev(...args: string[]): ReturnType<typeof startServer>
}

/** `test` with the sandbox. */
export const test = base.extend<Sandbox>({
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads the pattern to learn what a fixture needs.
  ending: async ({}, use) => {
    await using ending = new AsyncDisposableStack()
    await use(ending)
  },
  folder: async ({ ending }, use) => {
    const folder = await mkdtemp(join(tmpdir(), 'roster-test-'))
    ending.defer(() => rm(folder, { recursive: true }))
    await use(folder)
  },
  dev: async ({ ending, folder }, use) => {
    await use((...args) => startServer(ending, ['dev', '--port', '0', ...args], { TMPDIR: folder }))
  },
})

/** Runs a call that is written as a curl command, and returns its reply. */
export async function paste(call = ''): Promise<unknown> {
  const [url = '', ...headers] = [...call.matchAll(/"((?:[^"\\]|\\.)*)"/g)]
    .map(([, quoted = '']) => quoted.replaceAll(/\\(.)/g, '$1'))
    .reverse()
  const pairs = headers.map((header): [string, string] => [
    header.split(': ')[0] ?? '',
    header.split(': ')[1] ?? '',
  ])
  return (await fetch(url, { headers: pairs })).json()
}
