import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'vitest'
import { aCompany } from '../builders.ts'
import { fromDemo } from '../credentials.ts'
import { type App, fromOtherStore, fromReader, test } from '../harness.ts'
import {
  attach,
  download,
  filesOf,
  formOf,
  notFound,
  ORIGIN,
  PDF,
  PNG,
  refused,
  rowsOf,
  sendForm,
  urlOf,
} from './attachment-replies.ts'
import { refusal, success } from './replies.ts'

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

const arrangeCompany = (app: App) => app.arrange((writer) => aCompany(writer))
const shown = (companyId: number, id: string) => ({
  id,
  attachmentFile: `${ORIGIN}${urlOf(companyId)}/${id}/file`,
})

test('a new file is listed, and its name on the disk is only its id', async ({ app }) => {
  const companyId = await arrangeCompany(app)

  const reply = await sendForm(app, companyId, formOf({ type: 'image/png' }))

  const [id = ''] = await filesOf(app)
  expect(id).toMatch(UUID)
  expect(reply).toEqual(success(shown(companyId, id)))
  expect(await filesOf(app)).toEqual([id])
  expect(await readFile(join(app.files, id))).toEqual(PNG)
  expect(await app.send('GET', urlOf(companyId))).toEqual(success([shown(companyId, id)]))
  expect(await app.events()).toEqual([{ event: 'attachment.created', attachmentId: id, companyId }])
})

test('files are listed in the order they were added', async ({ app }) => {
  const companyId = await arrangeCompany(app)
  const ids = []
  for (const _ of [1, 2, 3]) {
    ids.push(await attach(app, companyId))
    app.clock.now += 1
  }

  expect(await app.send('GET', urlOf(companyId))).toEqual(success(ids.map((id) => shown(companyId, id))))
})

test('a company without files has an empty list', async ({ app }) => {
  expect(await app.send('GET', urlOf(await arrangeCompany(app)))).toEqual(success([]))
})

test('the address in a reply has the host that the caller used, and serves the file', async ({ app }) => {
  const companyId = await arrangeCompany(app)
  const headers = { ...fromDemo, host: 'roster.example:8080' }

  const { body } = await sendForm(app, companyId, formOf({ type: 'image/png' }), headers)

  const address = new URL(body.data.attachmentFile)
  expect(address.origin).toBe('http://roster.example:8080')
  const served = await app.server.inject({ url: address.pathname, headers })
  expect(served.rawPayload).toEqual(PNG)
})

test('a file is served as a download, never for display', async ({ app }) => {
  const companyId = await arrangeCompany(app)
  const fileName = `Acme's "plan" ünïcode.html`.replaceAll('"', '%22')
  const content = '<script>alert(1)</script>'
  const id = await attach(app, companyId, { fileName, type: 'text/html', content })

  const { statusCode, headers, body } = await download(app, companyId, id)

  expect(statusCode).toBe(200)
  expect(body).toBe(content)
  expect(headers).toMatchObject({
    'content-type': 'text/html',
    'content-length': String(content.length),
    'content-disposition':
      `attachment; filename="Acme's _22plan_22 _n_code.html"; ` +
      `filename*=UTF-8''Acme%27s%20%2522plan%2522%20%C3%BCn%C3%AFcode.html`,
    'x-content-type-options': 'nosniff',
  })
})

test('a name has up to 255 characters of any kind', async ({ app }) => {
  const companyId = await arrangeCompany(app)
  const send = (fileName: string) => sendForm(app, companyId, formOf({ type: 'image/png', fileName }))

  const reply = await send('🚚'.repeat(255))

  const [id = ''] = await filesOf(app)
  expect(reply).toEqual(success(shown(companyId, id)))
  expect(await send('🚚'.repeat(256))).toEqual(refused('The attachment file name is not valid.'))
})

test('HEAD of a file gives the same headers as GET', async ({ app }) => {
  const companyId = await arrangeCompany(app)
  const id = await attach(app, companyId)

  const url = `${urlOf(companyId)}/${id}/file`
  const { statusCode, headers, body } = await app.server.inject({ method: 'HEAD', url, headers: fromDemo })

  expect({ statusCode, body }).toEqual({ statusCode: 200, body: '' })
  expect(headers).toMatchObject({ 'content-type': 'image/png', 'content-length': String(PNG.length) })
})

test('a deleted file disappears from the list and from the disk', async ({ app }) => {
  const companyId = await arrangeCompany(app)
  const id = await attach(app, companyId)
  const stays = await attach(app, companyId)
  await app.arrange(async () => {})

  expect(await app.send('DELETE', `${urlOf(companyId)}/${id}`)).toEqual(success({}))

  expect(await app.send('GET', urlOf(companyId))).toEqual(success([shown(companyId, stays)]))
  expect(await filesOf(app)).toEqual([stays])
  expect(await app.events()).toEqual([{ event: 'attachment.deleted', attachmentId: id, companyId }])
  expect((await download(app, companyId, id)).json()).toEqual(notFound.body)
  expect(await app.send('DELETE', `${urlOf(companyId)}/${id}`)).toEqual(notFound)
})

test.for([
  ['DELETE', (companyId: number) => `/api/v3/io/companies/${companyId}`],
  ['DELETE', (companyId: number) => `/api/v2/io/companies/${companyId}/force-del`],
] as const)('deleting a company deletes its files: %s', async ([method, url], { app }) => {
  const [companyId, other] = await app.arrange(async (writer) => [
    await aCompany(writer),
    await aCompany(writer, { name: 'Bolt' }),
  ])
  const ids = [await attach(app, companyId), await attach(app, companyId)]
  const stays = await attach(app, other)
  await app.arrange(async () => {})

  expect((await app.send(method, url(companyId))).status).toBe(200)

  expect(await filesOf(app)).toEqual([stays])
  expect(await app.events()).toEqual([
    ...ids.toSorted().map((attachmentId) => ({ event: 'attachment.deleted', attachmentId, companyId })),
    { event: 'company.deleted', companyId },
  ])
})

test('a file that was removed from the disk is not found', async ({ app }) => {
  const companyId = await arrangeCompany(app)
  const id = await attach(app, companyId)
  await rm(join(app.files, id))

  const response = await download(app, companyId, id)

  expect({ status: response.statusCode, body: response.json() }).toEqual(notFound)
})

test('an eleventh file is refused and not stored', async ({ app }) => {
  const companyId = await arrangeCompany(app)
  for (let nth = 0; nth < 10; nth += 1) await attach(app, companyId)
  const before = await filesOf(app)

  const reply = await sendForm(app, companyId, formOf({ type: 'image/png' }))

  expect(reply).toEqual(refused('A company can have at most 10 attachments.'))
  expect(await filesOf(app)).toEqual(before)
  expect(await rowsOf(app)).toHaveLength(10)
  expect(await app.events()).toHaveLength(10)
})

test('when many add a file at once, only as many succeed as there is room for', async ({ app }) => {
  const companyId = await arrangeCompany(app)
  for (let nth = 0; nth < 7; nth += 1) await attach(app, companyId)

  const replies = await Promise.all(
    Array.from({ length: 8 }, () =>
      sendForm(app, companyId, formOf({ type: 'application/pdf', content: PDF })),
    ),
  )

  expect(replies.map(({ status }) => status).toSorted()).toEqual([200, 200, 200, ...Array(5).fill(422)])
  const rows = await rowsOf(app)
  expect(rows).toHaveLength(10)
  expect(await filesOf(app)).toEqual(rows.map(({ id }) => id))
})

test('when several callers delete one file, exactly one does', async ({ app }) => {
  const companyId = await arrangeCompany(app)
  const id = await attach(app, companyId)
  await app.arrange(async () => {})

  const replies = await Promise.all([1, 2, 3].map(() => app.send('DELETE', `${urlOf(companyId)}/${id}`)))

  expect(replies.toSorted((a, b) => a.status - b.status)).toEqual([success({}), notFound, notFound])
  expect(await app.events()).toHaveLength(1)
})

test('an unknown company has no files and accepts none', async ({ app }) => {
  expect(await app.send('GET', urlOf(9999))).toEqual(notFound)
  expect(await sendForm(app, 9999, formOf({ type: 'image/png' }))).toEqual(notFound)
  expect(await app.send('DELETE', `${urlOf(9999)}/x`)).toEqual(notFound)
  expect(await filesOf(app)).toEqual([])
  expect(await app.send('GET', urlOf(Number.NaN))).toEqual(
    refused('The company id is not valid: A valid integer is required.'),
  )
})

test('a file is not found under another company', async ({ app }) => {
  const [companyId, other] = await app.arrange(async (writer) => [
    await aCompany(writer),
    await aCompany(writer, { name: 'Bolt' }),
  ])
  const id = await attach(app, companyId)

  for (const wrong of [id.toUpperCase(), `${id}.part`, '..%2F..', '%00', 'x'.repeat(300)]) {
    const { status } = await app.send('DELETE', `${urlOf(companyId)}/${wrong}`)
    expect([404, 422]).toContain(status)
  }
  expect(await app.send('DELETE', `${urlOf(other)}/${id}`)).toEqual(notFound)
  expect((await download(app, other, id)).json()).toEqual(notFound.body)
  expect(await filesOf(app)).toEqual([id])
})

test('a company and its files do not exist for another store', async ({ app }) => {
  const companyId = await arrangeCompany(app)
  const id = await attach(app, companyId)

  expect(await app.send('GET', urlOf(companyId), undefined, fromOtherStore)).toEqual(notFound)
  expect(await sendForm(app, companyId, formOf({ type: 'image/png' }), fromOtherStore)).toEqual(notFound)
  expect(await app.send('DELETE', `${urlOf(companyId)}/${id}`, undefined, fromOtherStore)).toEqual(notFound)
  expect((await download(app, companyId, id, fromOtherStore)).json()).toEqual(notFound.body)
  expect(await filesOf(app)).toEqual([id])
})

test('files need the same credentials as everything else', async ({ app }) => {
  const companyId = await arrangeCompany(app)
  const id = await attach(app, companyId)

  expect((await download(app, companyId, id, {})).statusCode).toBe(401)
  expect((await sendForm(app, companyId, formOf({ type: 'image/png' }), {})).status).toBe(401)
  expect((await download(app, companyId, id, fromReader)).statusCode).toBe(200)
  expect(await sendForm(app, companyId, formOf({ type: 'image/png' }), fromReader)).toEqual(
    refusal(403, 'Invalid access token'),
  )
  expect((await app.send('DELETE', `${urlOf(companyId)}/${id}`, undefined, fromReader)).status).toBe(403)
  expect(await filesOf(app)).toEqual([id])
})
