import { readdir } from 'node:fs/promises'
import { expect } from 'vitest'
import { aCompany } from '../builders.ts'
import { test } from '../harness.ts'
import { formOf, multipart, PDF, urlOf } from '../v3/attachment-replies.ts'
import { sendKeyed } from './keyed.ts'

test('a file that is sent twice with one key is stored once', async ({ app }) => {
  const url = urlOf(await app.arrange((writer) => aCompany(writer)))
  const png = { url, payload: formOf({ type: 'image/png' }), headers: multipart }

  const first = await sendKeyed(app, 'file', png)
  const second = await sendKeyed(app, 'file', png)

  expect(first.status).toBe(200)
  expect(second).toEqual({ ...first, replayed: 'true' })
  expect(await readdir(app.files)).toEqual([first.body.data.id])
})

test('another file, or another file name, is another request', async ({ app }) => {
  const url = urlOf(await app.arrange((writer) => aCompany(writer)))
  await sendKeyed(app, 'file', { url, payload: formOf({ type: 'image/png' }), headers: multipart })
  const message = 'This Idempotency-Key was used for another request'

  for (const part of [
    { type: 'image/png', fileName: 'other.png' },
    { type: 'application/pdf', content: PDF },
  ]) {
    expect(await sendKeyed(app, 'file', { url, payload: formOf(part), headers: multipart })).toEqual({
      status: 422,
      body: { code: 422, data: {}, meta: { message } },
      replayed: undefined,
    })
  }
  expect(await readdir(app.files)).toHaveLength(1)
})

test('a refused file is refused again, and a form without a file is not kept', async ({ app }) => {
  const url = urlOf(await app.arrange((writer) => aCompany(writer)))
  const wrong = { url, payload: formOf({ type: 'image/jpeg', content: PDF }), headers: multipart }
  const none = { url, payload: formOf({ field: 'other' }), headers: multipart }

  const first = await sendKeyed(app, 'wrong', wrong)
  const second = await sendKeyed(app, 'wrong', wrong)
  const missing = [await sendKeyed(app, 'none', none), await sendKeyed(app, 'none', none)]

  expect([first.status, second]).toEqual([422, { ...first, replayed: 'true' }])
  expect(missing.map(({ status, replayed }) => [status, replayed])).toEqual([
    [422, undefined],
    [422, undefined],
  ])
  expect(await readdir(app.files)).toEqual([])
})
