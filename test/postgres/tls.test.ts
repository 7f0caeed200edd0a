import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'kysely'
import { test as base, expect } from 'vitest'
import { openDatabase } from '../../src/db/database.ts'
import { roster } from '../cli/roster.ts'
import { freePort, makeCluster } from '../postgres-cluster.ts'

/** Self-signed certificates for `localhost`, valid for a hundred years. The second one has no key here. */
const own = fileOf('server.crt')
const other = fileOf('other.crt')

const HBA = 'hostssl all roster 127.0.0.1/32 trust\n'

/** The port of a server of its own that accepts only TLS. */
const test = base.extend<{ port: number }>({
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads the pattern to learn what a fixture needs.
  port: async ({}, use) => {
    const cluster = makeCluster()
    try {
      const port = await freePort()
      cluster.init('server')
      cluster.write('server', 'pg_hba.conf', HBA)
      for (const file of ['server.crt', 'server.key']) {
        cluster.write('server', file, readFileSync(fileOf(file), 'utf8'))
      }
      cluster.start('server', `-p ${port} -c ssl=on -c fsync=off`)
      await use(port)
    } finally {
      await cluster.remove()
    }
  },
})

test('a connection is encrypted, whether the server’s certificate is checked or not', async ({ port }) => {
  for (const parameters of [
    `sslmode=verify-full&sslrootcert=${own}`,
    `sslmode=require&sslrootcert=${own}`,
    'sslmode=require&uselibpqcompat=true',
    'sslmode=no-verify',
  ]) {
    const database = await openDatabase(`postgres://roster@localhost:${port}/postgres?${parameters}`)
    const { rows } = await sql`select ssl from pg_stat_ssl where pid = pg_backend_pid()`.execute(database.db)
    await database.close()
    expect([parameters, rows]).toEqual([parameters, [{ ssl: true }]])
  }
})

test('a server with a certificate of another authority or for another name is refused in one sentence', async ({
  port,
}) => {
  const refusals = {
    [`localhost:${port}/postgres?sslmode=verify-full&sslrootcert=${other}`]: 'self-signed certificate',
    [`localhost:${port}/postgres?sslmode=verify-full`]: 'self-signed certificate',
    [`127.0.0.1:${port}/postgres?sslmode=verify-full&sslrootcert=${own}`]: `Hostname/IP does not match certificate's altnames: IP: 127.0.0.1 is not in the cert's list`,
  }

  for (const [place, reason] of Object.entries(refusals)) {
    const reply = await roster(['serve'], { ROSTER_DATABASE_URL: `postgres://roster@${place}` })

    const stderr = expect.stringContaining(
      `The PostgreSQL database "postgres" at ${place.split('/')[0]} cannot be used (${reason}`,
    )
    expect(reply).toEqual({ code: 1, stdout: '', stderr })
    expect(reply.stderr).toMatch(
      /^[^\n]+\): name the authority of its certificate by sslrootcert, or correct its address\.\n$/,
    )
  }
})

function fileOf(name: string): string {
  return join(import.meta.dirname, 'tls', name)
}
