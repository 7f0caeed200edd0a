import { test as base, expect } from 'vitest'
import { openDatabase } from '../../src/db/database.ts'
import { roster } from '../cli/roster.ts'
import { freePort, makeCluster } from '../postgres-cluster.ts'
import { execute } from './administrator.ts'

const HBA = 'host all roster 127.0.0.1/32 trust\nhost all guest 127.0.0.1/32 scram-sha-256\n'

/** A server of its own, with a guest account that has a password. */
const test = base.extend<{ host: string }>({
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads the pattern to learn what a fixture needs.
  host: async ({}, use) => {
    const cluster = makeCluster()
    try {
      const port = await freePort()
      cluster.init('server')
      cluster.write('server', 'pg_hba.conf', HBA)
      cluster.start('server', `-p ${port} -c fsync=off`)
      await execute(
        `postgres://roster@127.0.0.1:${port}/postgres`,
        `create role guest login password 'secret'`,
      )
      await use(`127.0.0.1:${port}`)
    } finally {
      await cluster.remove()
    }
  },
})

test('a server that cannot be used is reported in one sentence, without the password', async ({ host }) => {
  const refusals = {
    'postgres://roster:hunter2@[bad/roster': `The address of the database cannot be read (Invalid URL): write postgres://user:password@host:port/name, with special characters percent-encoded.`,
    [`postgres://roster:hunter2%zz@${host}/postgres`]: `The address of the database cannot be read: write a % that stands for itself as %25, and other special characters percent-encoded.`,
    [`postgres://roster@${host}/postgres%2`]: `The address of the database cannot be read: write a % that stands for itself as %25, and other special characters percent-encoded.`,
    [`postgres://roster:hunter2%C3%28@${host}/postgres`]: `The address of the database cannot be read (URI malformed): write postgres://user:password@host:port/name, with special characters percent-encoded.`,
    [`postgres://roster@${host}/postgres?pool_max_conns=1`]: `The address of the database cannot be read: pool_max_conns must be a whole number from 2, and is "1".`,
    'postgres://guest:hunter2@127.0.0.1:1/postgres': `The PostgreSQL database "postgres" at 127.0.0.1:1 cannot be used (connect ECONNREFUSED 127.0.0.1:1): start the server, or correct its address.`,
    [`postgres://guest:hunter2@${host}/postgres`]: `The PostgreSQL database "postgres" at ${host} cannot be used (password authentication failed for user "guest"): correct the user name or the password.`,
    [`postgres://gu%65st:hunter%32@${host}/postgres`]: `The PostgreSQL database "postgres" at ${host} cannot be used (password authentication failed for user "guest"): correct the user name or the password.`,
    [`postgres://guest@${host}/postgres`]: `The PostgreSQL database "postgres" at ${host} cannot be used (SASL: SCRAM-SERVER-FIRST-MESSAGE: client password must be a string): start the server, or correct its address, the user, the password or sslmode.`,
    [`postgres://guest:secret@${host}/postgres`]: `The PostgreSQL database "postgres" at ${host} cannot be used (permission denied for schema public): let this user create tables in it.`,
    [`postgres://roster@${host}/postgres?sslrootcert=/nowhere/ca.pem`]: `A file that the address of the database names cannot be read (ENOENT: no such file or directory, open '/nowhere/ca.pem'): correct its path, or its rights.`,
    [`postgres://roster@${host}/postgres?sslmode=verify-full`]: `The PostgreSQL database "postgres" at ${host} cannot be used (The server does not support SSL connections): start the server, or correct its address, the user, the password or sslmode.`,
  }

  for (const [url, sentence] of Object.entries(refusals)) {
    expect(await roster(['serve'], { ROSTER_DATABASE_URL: url })).toEqual({
      code: 1,
      stdout: '',
      stderr: `${sentence}\n`,
    })
  }
})

test('a database that a later Roster has migrated is refused in one sentence', async ({ host }) => {
  const url = `postgres://roster@${host}/postgres`
  await (await openDatabase(url)).close()
  await execute(url, "insert into migration (version, name, program) values (1000, 'later', '9.8.7')")

  const { code, stdout, stderr } = await roster(['serve'], { ROSTER_DATABASE_URL: url })

  expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
  expect(stderr).toMatch(
    /^The database was migrated by Roster 9\.8\.7 to schema 1000, .*start Roster 9\.8\.7 or later\.\n$/,
  )
})
