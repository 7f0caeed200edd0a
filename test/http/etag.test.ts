import { expect } from 'vitest'
import { aCompany, aUser } from '../builders.ts'
import { test } from '../harness.ts'
import { editables, sendWith } from './tagged.ts'

const AGED = '"an older one"'

test('a single object has a tag, which changes exactly when the object does', async ({ app }) => {
  for (const [url, body] of await editables(app)) {
    const first = await sendWith(app, 'GET', url)
    const again = await sendWith(app, 'GET', url)
    const head = await sendWith(app, 'HEAD', url)
    const changed = await sendWith(app, 'PUT', url, { body })
    const after = await sendWith(app, 'GET', url)

    expect(first.tag, url).toMatch(/^"[\w-]{43}"$/)
    expect([again, head.tag, changed.status, changed.tag], url).toEqual([first, first.tag, 200, ''])
    expect(after.tag === first.tag, url).toBe(JSON.stringify(after.body) === JSON.stringify(first.body))
    expect(after.tag, url).not.toBe(first.tag)
  }
})

test('lists and refusals have no tag', async ({ app }) => {
  for (const path of ['/api/v3/io/users', '/api/v3/io/users/999', '/api/control/v1/price-lists']) {
    expect((await sendWith(app, 'GET', path)).tag).toBe('')
  }
})

test('a reader who has the current version gets 304 without a body', async ({ app }) => {
  const url = `/api/v3/io/companies/${await app.arrange((writer) => aCompany(writer))}`
  const { tag, body } = await sendWith(app, 'GET', url)

  for (const known of [tag, `W/${tag}`, `${AGED}, ${tag}`, '*']) {
    for (const method of ['GET', 'HEAD'] as const) {
      const reply = await sendWith(app, method, url, { headers: { 'if-none-match': known } })
      expect(reply, known).toEqual({ status: 304, tag, body: '' })
    }
  }
  for (const known of [AGED, 'nothing of the kind', tag.slice(1, -1)]) {
    const reply = await sendWith(app, 'GET', url, { headers: { 'if-none-match': known } })
    expect(reply, known).toEqual({ status: 200, tag, body })
  }
  const missing = await sendWith(app, 'GET', '/api/v3/io/companies/999', {
    headers: { 'if-none-match': '*' },
  })
  expect(missing.status).toBe(404)
})

test('a change succeeds when nothing has changed since the tag, and is refused otherwise', async ({
  app,
}) => {
  for (const [url, body] of await editables(app)) {
    const { tag } = await sendWith(app, 'GET', url)
    const changed = await sendWith(app, 'PUT', url, { headers: { 'if-match': tag }, body })
    const before = await sendWith(app, 'GET', url)
    const events = await app.events()
    const late = await sendWith(app, 'PUT', url, { headers: { 'if-match': tag }, body })

    expect([changed.status, late.status], url).toEqual([200, 412])
    expect(await sendWith(app, 'GET', url), url).toEqual(before)
    expect(await app.events(), url).toEqual(events)
  }
})

test('the refusal has the envelope of the dialect', async ({ app }) => {
  const companyId = await app.arrange((writer) => aCompany(writer))
  const message = 'Precondition Failed'
  const envelopes: [url: string, body: object][] = [
    [`/api/v3/io/companies/${companyId}`, { code: 412, data: {}, meta: { message } }],
    [`/api/v2/io/companies/${companyId}/basic-info`, { code: 412, data: {}, message }],
    ['/api/control/v1/settings', { error: { code: 'precondition_failed', message, fields: {} } }],
  ]

  for (const [url, body] of envelopes) {
    const reply = await sendWith(app, 'PUT', url, { headers: { 'if-match': AGED }, body: {} })
    expect(reply).toEqual({ status: 412, tag: '', body })
  }
})

test('a deletion checks the tag too', async ({ app }) => {
  const url = await app.arrange(async (writer) => {
    const companyId = await aCompany(writer)
    await aUser(writer, companyId)
    return `/api/v3/io/users/${(await aUser(writer, companyId, { email: 'joe@acme.example' })).id}`
  })
  const { tag } = await sendWith(app, 'GET', url)
  await app.send('PUT', url, { firstName: 'Other' })

  const refused = await sendWith(app, 'DELETE', url, { headers: { 'if-match': tag } })
  const { tag: current } = await sendWith(app, 'GET', url)
  const deleted = await sendWith(app, 'DELETE', url, { headers: { 'if-match': `${AGED}, ${current}` } })

  expect([refused.status, deleted.status]).toEqual([412, 200])
})

test('* matches any version, and a weak tag matches none', async ({ app }) => {
  const url = `/api/v3/io/companies/${await app.arrange((writer) => aCompany(writer))}`
  const { tag } = await sendWith(app, 'GET', url)
  const body = { companyName: 'Other' }

  const weak = await sendWith(app, 'PUT', url, { headers: { 'if-match': `W/${tag}` }, body })
  const star = await sendWith(app, 'PUT', url, { headers: { 'if-match': '*' }, body })

  expect([weak.status, star.status]).toEqual([412, 200])
})

test('a request that is invalid anyway is refused as it is without the header', async ({ app }) => {
  const companyId = await app.arrange((writer) => aCompany(writer))
  const requests = [
    ['/api/v3/io/companies/999', { companyName: 'Other' }],
    [`/api/v3/io/companies/${companyId}`, { companyName: '' }],
    ['/api/v2/io/companies/999/basic-info', {}],
    ['/api/control/v1/channels/999', { name: 'Other' }],
  ] as const

  for (const [url, body] of requests) {
    const plain = await sendWith(app, 'PUT', url, { body })
    expect(plain.status).toBeOneOf([404, 422])
    expect(await sendWith(app, 'PUT', url, { headers: { 'if-match': AGED }, body })).toEqual(plain)
  }
})

test('where there is no tag, nothing matches', async ({ app }) => {
  const companyId = await app.arrange((writer) => aCompany(writer))
  const url = `/api/v3/io/companies/${companyId}/status`
  const body = { companyStatus: 2 }

  const reply = await sendWith(app, 'PUT', url, { headers: { 'if-match': '*' }, body })

  expect(reply.status).toBe(412)
  expect(await app.events()).toEqual([])
  expect(
    (await sendWith(app, 'POST', '/api/v3/io/users', { headers: { 'if-match': '*' }, body })).status,
  ).toBe(422)
})
