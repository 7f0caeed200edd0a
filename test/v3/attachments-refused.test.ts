import { once } from 'node:events'
import { connect } from 'node:net'
import { expect } from 'vitest'
import { buildServer } from '../../src/api/server.ts'
import { aCompany } from '../builders.ts'
import { fromDemo } from '../credentials.ts'
import { type App, test } from '../harness.ts'
import {
  attach,
  filesOf,
  formOf,
  multipart,
  type Part,
  PDF,
  PNG,
  refused,
  rowsOf,
  sendForm,
  tooLarge,
  urlOf,
} from './attachment-replies.ts'
import { refusal } from './replies.ts'

const MB = 1024 * 1024
const ODD_NAME = 'The attachment file name is not valid.'
const OTHER_TYPE = 'The attachment file is not of the type that it is declared as.'
const MISSING = 'The attachment file is required.'

const arrangeCompany = (app: App) => app.arrange((writer) => aCompany(writer))

async function expectNothing(app: App) {
  expect(await filesOf(app)).toEqual([])
  expect(await rowsOf(app)).toEqual([])
  expect(await app.events()).toEqual([])
}

test('a file of 10 MB is accepted, and one byte more is refused', async ({ app }) => {
  const companyId = await arrangeCompany(app)
  const file = (bytes: number) =>
    formOf({ fileName: 'a.txt', type: 'text/plain', content: Buffer.alloc(bytes, 'a') })

  expect(await sendForm(app, companyId, file(10 * MB + 1))).toEqual(tooLarge)
  await expectNothing(app)
  expect((await sendForm(app, companyId, file(10 * MB))).status).toBe(200)
  expect(await rowsOf(app)).toMatchObject([
    { bytes: 10 * MB, content_type: 'text/plain', file_name: 'a.txt' },
  ])
})

test('a form whose declared length is far too large is refused without waiting for it', async ({ app }) => {
  const companyId = await arrangeCompany(app)
  const headers = { ...fromDemo, 'content-length': String(11 * MB) }

  expect(await sendForm(app, companyId, formOf({ type: 'image/png' }), headers)).toEqual(tooLarge)
  await expectNothing(app)
})

test.for([
  '../logo.png',
  '..',
  '.',
  'folder/logo.png',
  '/etc/passwd',
  'folder\\logo.png',
  'C:\\logo.png',
  'logo\0.png',
  'logo.png\0',
  'lo\u001bgo.png',
  'n'.repeat(256),
])('the file name %j is refused', async (fileName, { app }) => {
  const companyId = await arrangeCompany(app)

  expect(await sendForm(app, companyId, formOf({ fileName, type: 'image/png' }))).toEqual(refused(ODD_NAME))
  await expectNothing(app)
})

test('an encoded file name is decoded before it is checked', async ({ app }) => {
  const companyId = await arrangeCompany(app)
  const encoded = (name: string) =>
    Buffer.from(
      formOf({ type: 'image/png' })
        .toString('latin1')
        .replace('filename="logo.png"', `filename*=UTF-8''${name}`),
      'latin1',
    )

  for (const name of ['..%2Flogo.png', 'logo%00.png', '%5Clogo.png']) {
    expect(await sendForm(app, companyId, encoded(name))).toEqual(refused(ODD_NAME))
  }
  await expectNothing(app)
})

test.for<[string, Part]>([
  ['text that says it is an image', { content: 'hello', type: 'image/png' }],
  ['an image that says it is text', { type: 'text/plain' }],
  ['an image that says nothing', {}],
  ['an image that says it is another', { type: 'image/gif' }],
  ['a PDF that says it is JSON', { content: PDF, type: 'application/json' }],
  [
    'a program that says it is a PDF',
    { content: Buffer.from('\x7fELF\x02\x01\x01'), type: 'application/pdf' },
  ],
  ['XML that says it is JSON', { content: '<?xml version="1.0"?><a/>', type: 'application/json' }],
  ['a type that nobody can look for', { content: 'hello', type: 'application/x-nobody' }],
  ['no type at all', { content: 'hello', type: 'text' }],
  ['an empty image', { content: '', type: 'image/png' }],
])('refused: %s', async ([, part], { app }) => {
  const companyId = await arrangeCompany(app)

  expect(await sendForm(app, companyId, formOf(part))).toEqual(refused(OTHER_TYPE))
  await expectNothing(app)
})

test.for<[string, Part]>([
  ['image/png', {}],
  ['IMAGE/PNG', {}],
  ['application/pdf', { content: PDF }],
  ['text/plain', { content: 'hello' }],
  ['text/plain; charset=utf-8', { content: 'hällo' }],
  ['text/csv', { content: 'a,b\n1,2\n' }],
  ['application/json', { content: '{}' }],
  ['application/xml', { content: '<?xml version="1.0"?><a/>' }],
  ['image/svg+xml', { content: '<?xml version="1.0"?><svg/>' }],
  ['image/svg+xml', { content: '<svg/>' }],
  ['application/octet-stream', {}],
  ['application/octet-stream', { content: 'hello' }],
  ['text/plain', { content: '' }],
])('a file declared as %s is accepted', async ([type, part], { app }) => {
  const companyId = await arrangeCompany(app)

  expect((await sendForm(app, companyId, formOf({ ...part, type }))).status).toBe(200)
  expect(await rowsOf(app)).toMatchObject([{ content_type: type.toLowerCase().split(';')[0] }])
})

test('a form without the file is refused, and its other parts are not stored', async ({ app }) => {
  const companyId = await arrangeCompany(app)

  expect(await sendForm(app, companyId, formOf())).toEqual(refused(MISSING))
  expect(await sendForm(app, companyId, formOf({ field: 'file', type: 'image/png' }))).toEqual(
    refused(MISSING),
  )
  expect(await sendForm(app, companyId, formOf({ fileName: '', type: 'image/png' }))).toEqual(
    refused(MISSING),
  )
  await expectNothing(app)
})

test('a second file in one form is refused', async ({ app }) => {
  const companyId = await arrangeCompany(app)
  const png = { type: 'image/png' }

  expect(await sendForm(app, companyId, formOf(png, png))).toEqual(tooLarge)
  await expectNothing(app)
})

test('a form that is cut off is refused and leaves nothing', async ({ app }) => {
  const companyId = await arrangeCompany(app)
  const whole = formOf({ fileName: 'a.txt', type: 'text/plain', content: Buffer.alloc(MB, 'a') })

  for (const end of [40, 100, 200, MB / 2, whole.length - 20]) {
    expect(await sendForm(app, companyId, whole.subarray(0, end))).toEqual(refusal(400, 'Bad Request'))
    await expectNothing(app)
  }
})

test.for(['application/json', 'text/plain', 'image/png', 'application/x-www-form-urlencoded', undefined])(
  'a body of type %s is not a form',
  async (type, { app }) => {
    const companyId = await arrangeCompany(app)
    const headers = { ...fromDemo, ...(type && { 'content-type': type }) }

    const response = await app.server.inject({
      method: 'POST',
      url: urlOf(companyId),
      headers,
      payload: '{}',
    })

    expect({ status: response.statusCode, body: response.json() }).toEqual(
      refusal(415, 'Unsupported Media Type'),
    )
  },
)

test('a request without a body, or a form without a boundary, is refused too', async ({ app }) => {
  const companyId = await arrangeCompany(app)
  const url = urlOf(companyId)

  expect(await app.send('POST', url)).toEqual(refusal(415, 'Unsupported Media Type'))
  const headers = { ...fromDemo, 'content-type': 'multipart/form-data' }
  const response = await app.server.inject({ method: 'POST', url, headers, payload: formOf({}) })
  expect({ status: response.statusCode, body: response.json() }).toEqual(refusal(400, 'Bad Request'))
})

test('a compressed form is refused', async ({ app }) => {
  const companyId = await arrangeCompany(app)

  const reply = await sendForm(app, companyId, formOf({}), { ...fromDemo, 'content-encoding': 'gzip' })

  expect(reply).toEqual(refusal(415, 'Unsupported Media Type'))
  expect(await filesOf(app)).toEqual([])
})

test('a client that disconnects during an upload leaves nothing on the disk', async ({ app }) => {
  const companyId = await arrangeCompany(app)
  await using ending = new AsyncDisposableStack()
  const server = await buildServer({ ...app, now: () => app.clock.now })
  ending.defer(() => server.close())
  const { port } = new URL(await server.listen({ host: '127.0.0.1', port: 0 }))
  const form = formOf({ fileName: 'a.txt', type: 'text/plain', content: Buffer.alloc(5 * MB, 'a') })
  const socket = connect(Number(port), '127.0.0.1')
  await once(socket, 'connect')
  const headers = { host: 'localhost', ...fromDemo, ...multipart, 'content-length': String(form.length) }
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  socket.write(`POST ${urlOf(companyId)} HTTP/1.1\r\n${lines.join('')}\r\n`)
  socket.write(form.subarray(0, 2 * MB))
  await expect.poll(() => filesOf(app)).toEqual([expect.stringMatching(/\.part$/)])

  socket.destroy()

  await expect.poll(() => filesOf(app)).toEqual([])
  await expectNothing(app)
})

test('a file whose company is deleted during the upload is not stored', async ({ app }) => {
  for (let round = 0; round < 5; round += 1) {
    const companyId = await arrangeCompany(app)
    await attach(app, companyId)

    await Promise.all([
      sendForm(app, companyId, formOf({ type: 'image/png', content: PNG })),
      app.send('DELETE', `/api/v3/io/companies/${companyId}`),
    ])

    expect(await filesOf(app)).toEqual([])
    expect(await rowsOf(app)).toEqual([])
  }
})
