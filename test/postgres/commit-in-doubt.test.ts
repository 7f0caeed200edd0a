import { expect } from 'vitest'
import { CommitInDoubt } from '../../src/db/errors.ts'
import { aCompany } from '../builders.ts'
import { aUserLine, BULK, ndjson } from '../control/bulk-lines.ts'
import { type App, test } from '../harness.ts'
import { demo, sendRaw } from '../http/raw.ts'
import { download, filesOf, formOf, PNG, rowsOf, sendForm } from '../v3/attachment-replies.ts'

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
    sendForm(app, companyId, formOf({ type: 'image/png' }), { ...demo, 'idempotency-key': 'upload-1' })
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
