import { byCommand, type Writer } from '../../src/domain/scope.ts'
import { getStore } from '../../src/domain/stores.ts'
import { Sender, type SenderOptions } from '../../src/webhooks/sender.ts'
import { type App, test as base } from '../harness.ts'
import { type Receiver, startReceiver } from './receiver.ts'

const credentials = { 'X-Auth-Token': 'demo-token' }
export const hooksUrl = '/stores/demo1234/v3/hooks'

/** `test` with a sender on the test's data, which may call this machine, and a server for it to call. */
export const test = base
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads the pattern to learn what a fixture needs.
  .extend('receiver', async ({}, { onCleanup }) => {
    const receiver = await startReceiver()
    onCleanup(() => receiver.close())
    return receiver
  })
  .extend('sender', async ({ app }, { onCleanup }) => {
    const sender = senderOn(app)
    await sender.start()
    onCleanup(() => sender.stop())
    return sender
  })

/** A sender that acts as if it were another process. */
export function senderOn(app: App, options: Partial<SenderOptions> = {}): Sender {
  return new Sender({
    database: app.database,
    now: () => app.clock.now,
    policy: { loopback: true },
    holder: 'one',
    onError: (error) => {
      throw error
    },
    ...options,
  })
}

/** Creates a hook of the demo store and returns its id. */
export async function aHook(
  app: App,
  { url }: Pick<Receiver, 'url'>,
  scope = 'store/company/*',
  more: object = {},
): Promise<number> {
  const body = { scope, destination: url, ...more }
  const reply = await app.send('POST', hooksUrl, body, credentials)
  if (reply.status !== 200) throw new Error(JSON.stringify(reply.body))
  return reply.body.data.id
}

/** Does something in the demo store and keeps its events, which are sent to hooks. */
export async function happen<T>({ database, clock }: App, work: (writer: Writer) => Promise<T>): Promise<T> {
  const { store_id: storeId } = await getStore(database.db, 'demo1234')
  return database.transaction((db) => work({ db, storeId, now: clock.now, ...byCommand }))
}
