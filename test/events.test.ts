import { expect } from 'vitest'
import { fromDemo } from './credentials.ts'
import { NOW } from './databases.ts'
import { expectedIn, type ShownEvent, tell } from './events/telling.ts'
import { type App, test } from './harness.ts'
import { nameOf, operationsOf } from './http/described.ts'
import type { Call, Calls } from './isolation/calls.ts'
import { auth, control, hooks } from './isolation/calls-others.ts'
import { v2 } from './isolation/calls-v2.ts'
import { v3 } from './isolation/calls-v3.ts'
import { type Ids, oneOfEverything } from './isolation/everything.ts'
import { requestOf } from './isolation/requests.ts'
import { formOf, sendForm } from './v3/attachment-replies.ts'

const calls: Calls = { ...v3, ...v2, ...auth, ...hooks, ...control }
const expected = new Map(['v3.txt', 'v2.txt', 'others.txt'].flatMap((file) => [...expectedIn(file)]))

test('every operation that writes has its expected events here, and no other operation has', async ({
  app,
}) => {
  const writing = (await operationsOf(app)).filter(({ method }) => method !== 'GET').map(nameOf)

  expect([...expected.keys()].toSorted()).toEqual(writing.toSorted())
})

test.for([...expected])(
  '%s leaves events with the actor, the action and the changes',
  async ([name, told], { app }) => {
    const ids = await arrange(app, calls[name])

    const requestId = await send(app, name, ids)

    const events = await eventsOf(app)
    expect(tell(events, ids)).toBe(told)
    expect(events.map(({ id }) => id)).toEqual(events.map(({ id }) => id).toSorted((a, b) => a - b))
    for (const event of events) expect(event).toMatchObject({ createdAt: NOW, onBehalfOf: null, requestId })
  },
)

test('a token acts on behalf of the person who signed in for it', async ({ app }) => {
  const login = {
    storeHash: 'demo1234',
    email: 'owner@demo.example',
    password: 'demo-password',
    name: 'ERP',
  }
  const { body } = await app.send('POST', '/api/io/auth/backend', login, {})
  const { id: ownerId } = (await app.send('GET', '/api/control/v1/system-users')).body.data[0]
  const [signedIn] = await eventsOf(app)
  const address = { companyName: 'Acme', companyPhone: '1', companyEmail: 'a@acme.example', country: 'US' }
  const admin = { adminFirstName: 'Ann', adminLastName: 'Admin', adminEmail: 'ann@acme.example' }

  await app.send('POST', '/api/v3/io/companies', { ...address, ...admin }, { authToken: body.data.token })

  const [, ...events] = await eventsOf(app)
  const tokenId = Object(signedIn?.subject).tokenId
  expect(signedIn?.actor).toBe(`system_user:${ownerId}`)
  expect(events.map(({ type, actor, onBehalfOf }) => ({ type, actor, onBehalfOf }))).toEqual(
    ['company.created', 'user.created'].map((type) => ({
      type,
      actor: `token:${tokenId}`,
      onBehalfOf: `system_user:${ownerId}`,
    })),
  )
})

test('no event contains a password, its hash or the value of a token', async ({ app }) => {
  const control = (method: 'POST' | 'PUT', path: string, body: object) =>
    app.send(method, `/api/control/v1/${path}`, body)
  const password = 'correct horse battery'
  const names = { firstName: 'Gus', lastName: 'Guest' }
  const guest = await control('POST', 'customers', { ...names, email: 'gus@demo.example', password })
  await control('PUT', `customers/${guest.body.data.id}`, { password: `${password} staple` })
  const person = { email: 'rita@demo.example', name: 'Rita', systemRoleId: 3, password }
  const rita = await control('POST', 'system-users', person)
  await control('PUT', `system-users/${rita.body.data.id}`, { password: `${password} staple` })
  const { body } = await control('POST', 'tokens', { name: 'ERP', scopes: ['b2b'] })

  const events = await eventsOf(app)

  expect(events.map(({ type, after }) => [type, after])).toEqual([
    ['customer.created', expect.objectContaining({ hasPassword: true })],
    ['customer.updated', { passwordChanged: true }],
    ['system_user.created', expect.objectContaining({ hasPassword: true })],
    ['system_user.updated', { passwordChanged: true }],
    ['token.created', { name: 'ERP', kind: 'api', scopes: ['b2b'], systemUserId: null }],
  ])
  const rows = JSON.stringify(await app.database.db.selectFrom('outbox').selectAll().execute())
  expect(rows).not.toMatch(/correct horse|argon2/)
  expect(rows).not.toContain(body.data.value)
})

test('events are filtered by subject, actor and time, and by any combination of these', async ({ app }) => {
  const ids = await arrange(app, undefined)
  const put = (path: string, body: object) => app.send('PUT', `/api/v3/io/${path}`, body)
  await put(`companies/${ids.companyId}`, { companyName: 'First' })
  app.clock.now = NOW + 10
  await put(`companies/${ids.secondCompanyId}`, { companyName: 'Second' })
  await put(`users/${ids.userId}`, { firstName: 'Renamed' })
  app.clock.now = NOW + 20
  await put(`super-admins/info/${ids.superAdminId}`, { firstName: 'Renamed' })
  await put(`sales-staffs/${ids.toSalesStaffId}`, [{ companyId: ids.companyId, assignStatus: true }])
  const all = await eventsOf(app)
  const typesOf = async (query: string) =>
    (await eventsOf(app, query)).map((event) => all.findIndex(({ id }) => id === event.id))

  expect(all.map(({ type }) => type)).toEqual([
    'company.updated',
    'company.updated',
    'user.updated',
    'super_admin.updated',
    'sales_staff.assigned',
  ])
  expect(await typesOf('type=company.updated')).toEqual([0, 1])
  expect(await typesOf(`companyId=${ids.companyId}`)).toEqual([0, 2, 4])
  expect(await typesOf(`userId=${ids.userId}`)).toEqual([2])
  expect(await typesOf(`superAdminId=${ids.superAdminId}`)).toEqual([3])
  expect(await typesOf(`salesStaffId=${ids.toSalesStaffId}`)).toEqual([4])
  expect(await typesOf('actor=token:1')).toEqual([0, 1, 2, 3, 4])
  expect(await typesOf('actor=token:2')).toEqual([])
  expect(await typesOf(`from=${NOW + 10}&to=${NOW + 19}`)).toEqual([1, 2])
  expect(await typesOf(`from=${NOW + 10}&companyId=${ids.companyId}`)).toEqual([2, 4])
})

test('a list continues after its cursor, page by page, until it ends', async ({ app }) => {
  for (const name of ['a', 'b', 'c']) await app.send('PUT', '/api/control/v1/channels/1', { name })
  const page = async (after: number) => (await app.send('GET', `${EVENTS}?limit=2&after=${after}`)).body
  const whole = await eventsOf(app)

  const first = await page(0)
  const second = await page(first.meta.next)

  expect(first).toEqual({ data: whole.slice(0, 2), meta: { limit: 2, next: whole[1]?.id } })
  expect(second).toEqual({ data: whole.slice(2), meta: { limit: 2, next: null } })
})

const EVENTS = '/api/control/v1/events'

async function arrange(app: App, call: Call | undefined): Promise<Ids> {
  const own = { storeHash: 'demo1234', word: 'hereabouts', channelId: 11 }
  const ours = await app.arrange((writer) => oneOfEverything(writer, own, call?.settings ?? {}))
  const file = await sendForm(app, ours.companyId, formOf({ type: 'image/png' }), fromDemo)
  await app.arrange(async () => {})
  const fresh = { newEmail: 'person-nth@hereabouts.example', newLoginEmail: 'scout@hereabouts.example' }
  return { ...ours, ...fresh, attachmentId: file.body.data.id }
}

/** Returns the id of the request, which must succeed. */
async function send(app: App, name: string, ids: Ids) {
  const operation = (await operationsOf(app)).find((one) => nameOf(one) === name)
  if (!operation) throw new Error(`${name} is not mounted.`)
  const { statusCode, headers } = await app.server.inject(requestOf(operation, calls[name] ?? {}, ids, 1))
  expect(statusCode).toBeOneOf([200, 201, 204])
  return headers['x-request-id']
}

async function eventsOf(app: App, query = ''): Promise<ShownEvent[]> {
  const { body } = await app.send('GET', `${EVENTS}?limit=1000&${query}`)
  return body.data
}
