import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'

const MAIN = new URL('../src/cli/main.ts', import.meta.url).pathname

export interface ServerProcess {
  address: string
  /** The lines it has logged. */
  lines: string[]
  /** Ends it as a crash would, without any cleanup. */
  kill(): Promise<void>
}

/** Runs `roster serve` as a separate process and resolves when it is ready. */
export async function startServer(databaseUrl: string): Promise<ServerProcess> {
  const child = spawn(process.execPath, [MAIN, 'serve'], {
    env: { ...process.env, ROSTER_DATABASE_URL: databaseUrl, ROSTER_PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const gone = once(child, 'exit')
  const lines: string[] = []
  const address = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      lines.push(line)
      const ready = /Roster is ready on (http:[^"]+)/.exec(line)?.[1]
      if (ready) resolve(ready)
    })
    gone.then(() => reject(new Error('The server ended before it was ready.')), reject)
  })
  return {
    address,
    lines,
    async kill() {
      child.kill('SIGKILL')
      await gone
    },
  }
}
