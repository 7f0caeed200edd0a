import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'

const MAIN = new URL('../src/cli/main.ts', import.meta.url).pathname

export interface ServerProcess {
  address: string
  /** Ends it as a crash does: nothing of it runs on, and nothing can be put in order. */
  kill(): Promise<void>
}

/** `roster serve` as a process of its own, which is ready to answer. */
export async function startServer(databaseUrl: string): Promise<ServerProcess> {
  const child = spawn(process.execPath, [MAIN, 'serve'], {
    env: { ...process.env, ROSTER_DATABASE_URL: databaseUrl, ROSTER_PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const gone = once(child, 'exit')
  return {
    address: await readAddress(child),
    async kill() {
      child.kill('SIGKILL')
      await gone
    },
  }
}

async function readAddress({ stdout }: ChildProcess): Promise<string> {
  if (stdout) {
    for await (const line of createInterface(stdout)) {
      const address = /Roster is ready on (http:[^"]+)/.exec(line)?.[1]
      if (address) return address
    }
  }
  throw new Error('The server ended before it was ready.')
}
