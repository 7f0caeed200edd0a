import { expect, vi } from 'vitest'
import { Answers } from '../src/api/answers.ts'
import { openDatabase } from '../src/db/database.ts'
import { createCustomerGroup } from '../src/domain/customer-groups.ts'
import { byCommand } from '../src/domain/scope.ts'
import { getStore } from '../src/domain/stores.ts'
import { type App, fromOtherStore, test } from './harness.ts'

const GROUPS = '/api/control/v1/customer-groups'

test('a question is answered from memory from the third time on, while the revision is the same', async () => {
  let revision = 1
  const answers = new Answers({ database: { revision: () => revision } })
  const reads: string[] = []
  const find = async (key: string, text: string) => {
    const made = async () => {
      reads.push(text)
      return { text, holds: true }
    }
    return String(await answers.find(key, made))
  }

  expect(await find('key', 'first')).toBe('first')
  expect(await find('key', 'second')).toBe('second')
  expect(await find('key', 'third')).toBe('second')
  expect(await find('another key', 'fourth')).toBe('fourth')
  revision = 2
  expect(await find('key', 'fifth')).toBe('fifth')
  expect(await find('key', 'sixth')).toBe('fifth')
  expect(reads).toEqual(['first', 'second', 'fourth', 'fifth'])
})

test('reading leaves the revision the same', async ({ app }) => {
  // Tests beside this one write to the same PostgreSQL server, which shows in its snapshots.
  await vi.waitFor(async () => {
    const before = await app.database.revision()
    expect((await app.send('GET', GROUPS)).status).toBe(200)
    expect(await app.database.revision()).toBe(before)
  }, 10_000)
})

test('simultaneous questions share one check of whether the data has changed', async ({ app }) => {
  let looks = 0
  const revision = () => {
    looks += 1
    return app.database.revision()
  }
  const answers = new Answers({ database: { revision } })
  const find = async (key: string) =>
    String(await answers.find(key, async () => ({ text: key, holds: true })))
  const keys = ['a', 'b', 'a', 'c', 'b']

  expect(await Promise.all(keys.map(find))).toEqual(keys)
  expect(await Promise.all(keys.map(find))).toEqual(keys)
  expect(looks).toBe(2)
})

test('what does not depend on the data alone is read each time', async ({ app }) => {
  const answers = new Answers(app)

  for (const text of ['first', 'second', 'third']) {
    expect(String(await answers.find('key', async () => ({ text, holds: false })))).toBe(text)
  }
})

test('any change ends a kept answer, even one by another process', async ({ app }) => {
  const elsewhere = await openDatabase(app.url)

  for (const database of [app.database, elsewhere]) {
    const before = await readKept(app)
    await addGroup(app, database)
    const after = await app.send('GET', GROUPS)
    expect(before.status).toBe(200)
    expect(countOf(after.body)).toBe(countOf(before.body) + 1)
  }
  await elsewhere.close()
})

test('a change made while an answer is being read ends that answer too', async ({ app }) => {
  const answers = new Answers(app)
  const count = async () => {
    const rows = await app.database.db.selectFrom('customer_group').select('id').execute()
    return { text: String(rows.length), holds: true }
  }
  for (const key of ['key', 'noticing', 'noticing']) await answers.find(key, count)
  const before = await answers.find('key', async () => {
    const made = await count()
    await addGroup(app, app.database)
    // A kept answer that is asked for meanwhile makes the change known.
    await answers.find('noticing', count)
    return made
  })

  expect(String(await answers.find('key', count))).toBe(String(Number(before) + 1))
})

test('a transaction that rolls back leaves kept answers alone', async ({ app }) => {
  const groups = await readKept(app)
  const failing = app.database.transaction(async (tx) => {
    await tx.deleteFrom('customer_group').execute()
    throw new Error('Never mind.')
  })

  await expect(failing).rejects.toThrow('Never mind.')
  expect(await app.send('GET', GROUPS)).toEqual(groups)
})

test('each store has its own answers', async ({ app }) => {
  await addGroup(app, app.database)
  const own = await readKept(app)

  const other = await app.send('GET', GROUPS, undefined, fromOtherStore)
  expect(countOf(other.body)).toBe(countOf(own.body) - 1)
  expect(await app.send('GET', GROUPS)).toEqual(own)
})

/** What every further request for the groups is answered from memory. */
async function readKept(app: App) {
  await app.send('GET', GROUPS)
  return app.send('GET', GROUPS)
}

async function addGroup(app: App, database: App['database']): Promise<void> {
  const { store_id: storeId } = await getStore(app.database.db, 'demo1234')
  await database.transaction((db) =>
    createCustomerGroup(
      { db, storeId, now: app.clock.now, ...byCommand },
      { name: `Group ${database === app.database}`, priceListId: null },
    ),
  )
}

/** Safe because every list of the control API has this shape. */
function countOf(body: unknown): number {
  return (body as { data: unknown[] }).data.length
}
