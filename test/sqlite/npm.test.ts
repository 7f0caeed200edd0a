import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { expect } from 'vitest'
import { test } from './sandbox.ts'

const checkout = fileURLToPath(new URL('../..', import.meta.url))

test('a sandbox started by npm stops when npm is told to, and removes its folder', async ({ folder }) => {
  const npm = spawn('npm', ['run', '--silent', 'dev', '--', '--port', '0'], {
    cwd: checkout,
    env: { ...process.env, TMPDIR: folder },
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  // The pipe closes only when the server itself has ended, because every process that has it keeps it open.
  const gone = once(npm, 'close')
  for await (const line of createInterface({ input: npm.stdout })) {
    if (line.startsWith('Roster is ready on ')) break
  }
  npm.stdout.resume()

  npm.kill('SIGTERM')

  await gone
  const left = await readdir(folder)
  expect(left.filter((name) => name.startsWith('roster-'))).toEqual([])
})
