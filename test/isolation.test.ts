import { isDeepStrictEqual } from 'node:util'
import { expect } from 'vitest'
import type { Settings } from '../src/domain/settings.ts'
import { getStore } from '../src/domain/stores.ts'
import { fromDemo } from './credentials.ts'
import { type App, fromOtherStore, test } from './harness.ts'
import { nameOf, operationsOf } from './http/described.ts'
import type { Calls } from './isolation/calls.ts'
import { auth, control, hooks } from './isolation/calls-others.ts'
import { v2 } from './isolation/calls-v2.ts'
import { v3 } from './isolation/calls-v3.ts'
import { type Ids, oneOfEverything } from './isolation/everything.ts'
import { idsIn, idsTakenBy, type Request, requestOf } from './isolation/requests.ts'
import { rowsOf, tablesOf } from './isolation/rows.ts'
import { formOf, sendForm } from './v3/attachment-replies.ts'

const calls: Calls = { ...v3, ...v2, ...auth, ...hooks, ...control }

/** Texts that occur only in the other store. */
const foreignText = /elsewhere|other storefront|other\.example|other567/i

test('every mounted operation is called here, and no other', async ({ app }) => {
  const mounted = (await operationsOf(app)).map(nameOf)

  expect(Object.keys(calls).toSorted()).toEqual(mounted.toSorted())
})

test('both stores have rows in every table', async ({ app }) => {
  await arrange(app)
  const rows = await rowsOf(app)
  const tables = await tablesOf(app.database.db)

  for (const storeHash of ['demo1234', 'other567']) {
    const own = rows.get(await storeIdOf(app, storeHash)) ?? []
    expect(tables.filter((table) => !own.some((row) => row.startsWith(`${table} `)))).toEqual([])
  }
})

test.for(Object.entries(calls))(
  '%s shows and changes nothing of another store',
  async ([name, call], { app }) => {
    const operation = (await operationsOf(app)).find((one) => nameOf(one) === name)
    if (!operation) throw new Error(`${name} is not mounted.`)
    const { ours, theirs } = await arrange(app, call.settings)
    const otherId = await storeIdOf(app, 'other567')
    const foreignRows = (await rowsOf(app)).get(otherId)
    const untried = new Set(idsTakenBy(operation, call))

    for (const [nth, [key, id]] of entriesOf(ours).entries()) {
      const usual = requestOf(operation, call, ours, nth)
      const foreign = requestOf(operation, call, { ...ours, [key]: theirs[key] }, nth)
      if (isDeepStrictEqual(foreign, usual)) continue
      const tried = namesThatDiffer(idsIn(operation, foreign), idsIn(operation, usual))
      for (const name of tried) untried.delete(name)
      const nobodys = nobodysLike(id)
      const before = await rowsOf(app)
      const unknown = await send(app, requestOf(operation, call, { ...ours, [key]: nobodys }, nth + 100))
      const between = await rowsOf(app)

      const reply = await send(app, foreign)

      const after = await rowsOf(app)
      expect(reply.text.replaceAll(String(theirs[key]), ''), key).not.toMatch(foreignText)
      expect(after.get(otherId), key).toEqual(foreignRows)
      expect(reply.status, key).toBe(unknown.status)
      if (isDeepStrictEqual(between, before)) {
        const text = unknown.text.replaceAll(String(nobodys), String(theirs[key]))
        expect(reply.text, key).toBe(text)
        expect(after, key).toEqual(before)
      }
    }

    expect([...untried], 'has been asked about nothing of the other store').toEqual([])
    const reply = await send(app, requestOf(operation, call, ours, 1))
    expect(reply).toEqual({
      status: expect.toBeOneOf([200, 201, 204]),
      text: expect.not.stringMatching(foreignText),
    })
    expect((await rowsOf(app)).get(otherId)).toEqual(foreignRows)
  },
)

/** Fills both stores. */
async function arrange(app: App, settings: Partial<Settings> = {}): Promise<{ ours: Ids; theirs: Ids }> {
  const own = { storeHash: 'demo1234', word: 'hereabouts', channelId: 11 }
  const foreign = { storeHash: 'other567', word: 'elsewhere', channelId: 21 }
  const ours = await app.arrange((writer) => oneOfEverything(writer, own, settings))
  const theirs = await app.arrange((writer) => oneOfEverything(writer, foreign, settings), 'other567')
  const fresh = { newEmail: 'person-nth@hereabouts.example', newLoginEmail: 'scout@hereabouts.example' }
  const used = { newEmail: theirs.email, newLoginEmail: theirs.loginEmail }
  return {
    ours: { ...ours, ...fresh, attachmentId: await attach(app, ours, fromDemo) },
    theirs: { ...theirs, ...used, attachmentId: await attach(app, theirs, fromOtherStore) },
  }
}

/** Gives a company a file, which must also be on the disk. Returns its id. */
async function attach(app: App, { companyId }: { companyId: number }, headers: object): Promise<string> {
  return (await sendForm(app, companyId, formOf({ type: 'image/png' }), headers)).body.data.id
}

async function storeIdOf({ database }: App, storeHash: string): Promise<number> {
  return (await getStore(database.db, storeHash)).store_id
}

async function send({ server }: App, request: Request) {
  const response = await server.inject(request)
  return { status: response.statusCode, text: response.body }
}

function namesThatDiffer(one: readonly [name: string, id: string][], other: readonly [string, string][]) {
  const known = other.map(String)
  return one.filter((id) => !known.includes(String(id))).map(([name]) => name)
}

/** An id of the same kind that nobody has. */
function nobodysLike(id: string | number): string | number {
  if (typeof id === 'number') return 987_654_321
  return id.includes('@') ? 'nobody@nowhere.example' : 'nowhere'
}

/** Safe because these are the keys that it is written with. */
function entriesOf(ids: Ids) {
  return Object.entries(ids) as [keyof Ids, string | number][]
}
