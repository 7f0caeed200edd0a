import { existsSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { Amounts } from '../amounts.ts'
import type { Server } from '../measure.ts'
import { freePort } from '../ports.ts'
import { firstAnswer, SERVER_CORE, startFile } from '../processes.ts'
import { headers } from '../works.ts'
import { jsonServerFile } from './json-server-file.ts'

/** Whether `npm ci --prefix bench` has been run. */
export const peersInstalled = existsSync(join(import.meta.dirname, '../node_modules'))

/** Prism's mock of Roster's own OpenAPI document, as `roster` serves it. */
export async function startPrism(folder: string, roster: Server): Promise<Server> {
  const document = join(folder, 'openapi.json')
  const response = await fetch(`http://127.0.0.1:${roster.port}/openapi.json`)
  writeFileSync(document, await response.text())
  return start('@stoplight/prism-cli', '/api/v3/io/sales-staffs', (port) => [
    'mock',
    '--port',
    port,
    '--verboseLevel',
    'silent',
    document,
  ])
}

/** json-server with the same people. */
export async function startJsonServer(folder: string, amounts: Amounts): Promise<Server> {
  const file = join(folder, 'json-server.json')
  writeFileSync(file, jsonServerFile(amounts))
  return start('json-server', '/users/1', (port) => [
    '--port',
    port,
    '--host',
    '127.0.0.1',
    '--quiet',
    '--snapshots',
    folder,
    file,
  ])
}

async function start(name: string, path: string, args: (port: string) => string[]): Promise<Server> {
  const port = await freePort()
  const child = startFile(SERVER_CORE, commandOf(name), ...args(String(port)))
  await firstAnswer(child, `http://127.0.0.1:${port}${path}`, headers, performance.now())
  return { child, port }
}

function commandOf(name: string): string {
  const require = createRequire(import.meta.url)
  const description = require.resolve(`${name}/package.json`)
  const { bin }: { bin: string | Record<string, string> } = require(description)
  const file = typeof bin === 'string' ? bin : Object.values(bin)[0]
  return join(description, '..', file ?? '')
}
