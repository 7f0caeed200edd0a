import { expect } from 'vitest'
import { clearOldEvents } from '../src/cli/housekeeping.ts'
import { NOW } from './databases.ts'
import { type App, test } from './harness.ts'

const DAY = 24 * 3600
const EVENTS = '/api/control/v1/events'

test('events older than the store’s retention are deleted, and the others stay', async ({ app }) => {
  await rename(app, 'Old')
  app.clock.now = NOW + 10 * DAY
  await rename(app, 'Younger')
  app.clock.now = NOW + 90 * DAY
  await clear(app)
  const atNinetyDays = await namesIn(app)
  app.clock.now += 1

  await clear(app)

  expect(atNinetyDays).toEqual(['Old', 'Younger'])
  expect(await namesIn(app)).toEqual(['Younger'])
})

test('a store keeps its events as long as its setting says, or for ever', async ({ app }) => {
  await app.send('PUT', '/api/control/v1/settings', { eventRetentionDays: null })
  await rename(app, 'Kept')
  app.clock.now = NOW + 1000 * DAY
  await clear(app)
  const forEver = await namesIn(app)
  await app.send('PUT', '/api/control/v1/settings', { eventRetentionDays: 1 })

  await clear(app)

  expect(forEver).toEqual([undefined, 'Kept'])
  expect(await app.events()).toEqual([{ event: 'settings.updated', settings: ['eventRetentionDays'] }])
})

test('more events than fit in one step are all deleted', async ({ app }) => {
  const rows = Array.from({ length: 2500 }, () => ({
    ...{ store_id: 1, event: 'something', payload: '{}', created_at: NOW, actor: 'roster' },
  }))
  await app.database.transaction((tx) => tx.insertInto('outbox').values(rows).execute())
  app.clock.now = NOW + 91 * DAY

  await clear(app)

  expect(await app.events()).toEqual([])
})

test('events that are still to be sent to webhooks stay', async ({ app }) => {
  await rename(app, 'Told')
  const [{ id: told }] = (await app.send('GET', EVENTS)).body.data
  await rename(app, 'Untold')
  await app.database.transaction((tx) =>
    tx.insertInto('webhook_store').values({ store_id: 1, position: told, secret: 'whsec_' }).execute(),
  )
  app.clock.now = NOW + 91 * DAY

  await clear(app)

  expect(await namesIn(app)).toEqual(['Untold'])
})

test('assignments can be asked for only as far back as events are kept', async ({ app }) => {
  await rename(app, 'Old')
  app.clock.now = NOW + 91 * DAY
  const at = (time: number) => app.send('GET', `/api/control/v1/sales-staff/1/assignments?at=${time}`)
  const before = await at(NOW - 1)

  await clear(app)

  expect(before.status).toBe(200)
  expect(await at(NOW - 1)).toMatchObject({ status: 422, body: { error: { code: 'history_not_kept' } } })
  expect(await at(NOW)).toEqual(before)
})

function clear({ database, clock }: App) {
  return clearOldEvents(database, () => clock.now)
}

/** Causes an event. */
function rename(app: App, name: string) {
  return app.send('PUT', '/api/control/v1/channels/1', { name })
}

/** The names in the events that are left. */
async function namesIn(app: App): Promise<string[]> {
  const { body } = await app.send('GET', EVENTS)
  return body.data.map(({ after }: { after: { name?: string } }) => after.name)
}
