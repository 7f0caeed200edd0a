import { expect } from 'vitest'
import type { Tx } from '../../src/db/schema.ts'
import { aCompany } from '../builders.ts'
import { test } from '../harness.ts'

const URL = '/api/control/v1/events'

test('an event with a higher id than an open transaction’s is shown only when that transaction has ended', async ({
  app,
}) => {
  const { database } = app
  const companyId = await app.arrange((writer) => aCompany(writer))
  const ended = Promise.withResolvers<void>()
  const begun = Promise.withResolvers<number>()

  const open = database.transaction(async (tx) => {
    begun.resolve(await anEvent(tx))
    await ended.promise
  })
  const lower = await begun.promise
  await app.send('PUT', `/api/v3/io/companies/${companyId}`, { companyName: 'Later' })
  const whileOpen = await database.settledEvents()
  const shownWhileOpen = await app.send('GET', URL)
  ended.resolve()
  await open

  expect(whileOpen).toBeLessThan(lower)
  expect(shownWhileOpen.body).toEqual({ data: [], meta: { limit: 100, next: null } })
  expect(await database.settledEvents()).toBeGreaterThan(lower)
  const shown = await app.send('GET', URL)
  expect(shown.body.data.map(({ type }: { type: string }) => type)).toEqual(['something', 'company.updated'])
  expect(shown.body.data[0].id).toBe(lower)
})

test('a transaction that was rolled back holds no event back', async ({ app }) => {
  const { database } = app

  const failed = database.transaction(async (tx) => {
    await anEvent(tx)
    throw new Error('refused')
  })

  await expect(failed).rejects.toThrow('refused')
  const id = await database.transaction(anEvent)
  expect(await database.settledEvents()).toBe(id)
})

/** Writes an event and returns its id. */
async function anEvent(tx: Tx): Promise<number> {
  const { id } = await tx
    .insertInto('outbox')
    .values({ store_id: 1, event: 'something', payload: '{}', created_at: 0, actor: 'roster' })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}
