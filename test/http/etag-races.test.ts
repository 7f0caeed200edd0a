import { expect } from 'vitest'
import { createBackendToken } from '../../src/domain/backend-tokens.ts'
import { Refused } from '../../src/domain/errors.ts'
import { aCompany, aSalesPerson, aUser } from '../builders.ts'
import { test } from '../harness.ts'
import { keptIn, sendKeyed } from './keyed.ts'
import { editables, sendWith } from './tagged.ts'

test('of two editors of the same version one changes it, and the other is refused', async ({ app }) => {
  for (const [url, body] of await editables(app)) {
    const { tag } = await sendWith(app, 'GET', url)
    const headers = { 'if-match': tag }

    const replies = await Promise.all([
      sendWith(app, 'PUT', url, { headers, body }),
      sendWith(app, 'PUT', url, { headers, body }),
    ])

    expect(replies.map(({ status }) => status).toSorted(), url).toEqual([200, 412])
  }
})

test('with many editors no change is lost', async ({ app }) => {
  const url = `/api/v3/io/companies/${await app.arrange((writer) => aCompany(writer, { name: '' }))}`
  const editors = 'abcdef'.split('')

  await Promise.all(
    editors.map(async (letter) => {
      for (let status = 0; status !== 200; ) {
        const { tag, body } = await sendWith(app, 'GET', url)
        const change = { companyName: body.data.companyName + letter }
        const reply = await sendWith(app, 'PUT', url, { headers: { 'if-match': tag }, body: change })
        status = reply.status
        expect(status).toBeOneOf([200, 412, 503])
      }
    }),
  )

  const { body } = await sendWith(app, 'GET', url)
  expect(body.data.companyName.split('').toSorted()).toEqual(editors)
})

test('an editor without If-Match is not overwritten by one who sends it', async ({ app }) => {
  const url = `/api/v3/io/companies/${await app.arrange((writer) => aCompany(writer, { name: '0' }))}`

  for (let round = 1; round <= 10; round += 1) {
    const { tag } = await sendWith(app, 'GET', url)
    const [careful] = await Promise.all([
      sendWith(app, 'PUT', url, { headers: { 'if-match': tag }, body: { companyName: `careful ${round}` } }),
      sendWith(app, 'PUT', url, { body: { companyName: `plain ${round}` } }),
    ])
    const { body } = await sendWith(app, 'GET', url)
    expect([careful.status, body.data.companyName]).toBeOneOf([
      [200, `plain ${round}`],
      [412, `plain ${round}`],
    ])
  }
})

test('with a key a change is made once, and the key keeps a refusal because of the tag too', async ({
  app,
}) => {
  const url = `/api/v3/io/companies/${await app.arrange((writer) => aCompany(writer))}`
  const { tag } = await sendWith(app, 'GET', url)
  const sent = (companyName: string) => ({
    method: 'PUT' as const,
    url,
    body: { companyName },
    headers: { 'if-match': tag },
  })

  const done = await sendKeyed(app, 'done', sent('Other'))
  const late = await sendKeyed(app, 'late', sent('Late'))

  expect([done.status, late.status]).toEqual([200, 412])
  expect(await sendKeyed(app, 'done', sent('Other'))).toEqual({ ...done, replayed: 'true' })
  expect(await sendKeyed(app, 'late', sent('Late'))).toEqual({ ...late, replayed: 'true' })
  expect(await keptIn(app)).toHaveLength(2)
})

test('the last user of a company stays, with or without If-Match', async ({ app }) => {
  for (let round = 0; round < 10; round += 1) {
    const url = await app.arrange(async (writer) => {
      const companyId = await aCompany(writer)
      const a = await aUser(writer, companyId, { email: `a${round}@acme.example` })
      const b = await aUser(writer, companyId, { email: `b${round}@acme.example` })
      return { careful: `/api/v3/io/users/${a.id}`, plain: `/api/v3/io/users/${b.id}` }
    })
    const { tag } = await sendWith(app, 'GET', url.careful)

    const replies = await Promise.all([
      sendWith(app, 'DELETE', url.careful, { headers: { 'if-match': tag } }),
      sendWith(app, 'DELETE', url.plain),
    ])

    expect(replies.map(({ status }) => status).toSorted()).toEqual([200, 422])
  }
})

test('somebody who signs in during a conditional change of their role gets no working token', async ({
  app,
}) => {
  for (let round = 0; round < 10; round += 1) {
    const email = `owner${round}@demo.example`
    const systemUserId = await app.arrange((writer) => aSalesPerson(writer, email, 'Store Owner'))
    const url = `/api/control/v1/system-users/${systemUserId}`
    const { tag } = await sendWith(app, 'GET', url)

    const [changed] = await Promise.all([
      sendWith(app, 'PUT', url, { headers: { 'if-match': tag }, body: { systemRoleId: 3 } }),
      app
        .arrange((writer) =>
          createBackendToken(writer, { storeId: 1, systemUserId, email, value: email }, 'signed in'),
        )
        .catch((thrown) => expect(thrown).toBeInstanceOf(Refused)),
    ])

    expect(changed.status).toBe(200)
    const tokens = await app.database.db
      .selectFrom('token')
      .select('id')
      .where('system_user_id', '=', systemUserId)
      .where('revoked_at', 'is', null)
      .execute()
    expect(tokens).toEqual([])
  }
})
