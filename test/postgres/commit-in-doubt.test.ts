import { once } from 'node:events'
import { type AddressInfo, connect, createServer } from 'node:net'
import { expect } from 'vitest'
import { compiled } from '../../src/db/compiled.ts'
import { openDatabase } from '../../src/db/database.ts'
import { CommitInDoubt } from '../../src/db/errors.ts'
import { aCompany } from '../builders.ts'
import { aUserLine, BULK, ndjson } from '../control/bulk-lines.ts'
import { fromDemo } from '../credentials.ts'
import { type App, test } from '../harness.ts'
import { sendRaw } from '../http/raw.ts'
import { download, filesOf, formOf, PNG, rowsOf, sendForm } from '../v3/attachment-replies.ts'

const add = compiled<{ name: string }>()((db, { name }) =>
  db.insertInto('price_list').values({ store_id: 1, name }),
)

test('a commit whose answer is lost is in doubt, whatever was sent with it', async ({ app }) => {
  await using ending = new AsyncDisposableStack()
  const proxy = ending.use(await startProxy(app.url))
  const database = await openDatabase(proxy.url)
  ending.defer(() => database.close())

  const outcome = await database
    .transaction(async (tx) => {
      await add.all(tx, { name: 'before' })
      proxy.loseNextAnswer()
      await add.later(tx, { name: 'with the commit' })
    })
    .catch((error: unknown) => error)

  expect(outcome).toBeInstanceOf(CommitInDoubt)
  expect(database.isUnavailable(outcome)).toBe(true)
  const rows = await app.database.db.selectFrom('price_list').select('name').orderBy('id').execute()
  expect(rows).toEqual([{ name: 'before' }, { name: 'with the commit' }])
})

/** Stands before the server of `url`, and can drop a connection in place of an answer. */
async function startProxy(url: string) {
  const server = new URL(url)
  let isLost = false
  const proxy = createServer((client) => {
    const upstream = connect(Number(server.port), server.hostname)
    for (const socket of [client, upstream]) socket.on('error', () => {})
    client.pipe(upstream)
    client.on('close', () => upstream.destroy())
    upstream.on('data', (answer) => {
      if (isLost) client.destroy()
      else client.write(answer)
      isLost = false
    })
  }).listen(0, '127.0.0.1')
  await once(proxy, 'listening')
  const own = new URL(url)
  // Safe because it listens on a port.
  own.host = `127.0.0.1:${(proxy.address() as AddressInfo).port}`
  return {
    url: own.href,
    loseNextAnswer() {
      isLost = true
    },
    async [Symbol.asyncDispose]() {
      await new Promise((closed) => proxy.close(closed))
    },
  }
}

/** The next commit lasts, and nobody says so. */
function loseNextAnswer(app: App): void {
  const { database } = app
  const { transaction } = database
  database.transaction = async (work) => {
    await transaction(work)
    database.transaction = transaction
    throw new CommitInDoubt('The commit was not answered')
  }
}

test('the file of an upload whose commit may last is kept, for whoever sends it again', async ({ app }) => {
  const companyId = await app.arrange((writer) => aCompany(writer))
  const send = () =>
    sendForm(app, companyId, formOf({ type: 'image/png' }), { ...fromDemo, 'idempotency-key': 'upload-1' })
  loseNextAnswer(app)

  const lost = await send()
  const again = await send()

  expect([lost.status, again.status]).toEqual([503, 200])
  const rows = await rowsOf(app)
  expect(rows.map(({ id }) => id)).toEqual([again.body.data.id])
  expect(await filesOf(app)).toEqual([again.body.data.id])
  expect((await download(app, companyId, again.body.data.id)).rawPayload).toEqual(PNG)
})

test('lines whose commit may last are not done again one by one', async ({ app }) => {
  const companyId = await app.arrange((writer) => aCompany(writer))
  const lines = [aUserLine(companyId, 0), aUserLine(companyId, 1)]
  loseNextAnswer(app)

  const payload = lines.map((line) => `${JSON.stringify(line)}\n`).join('')
  const { status } = await sendRaw(app, 'POST', BULK, { headers: ndjson, payload })

  expect(status).toBe(503)
  expect(await app.events()).toHaveLength(2)
})
