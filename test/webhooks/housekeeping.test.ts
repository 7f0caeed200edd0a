import { expect } from 'vitest'
import { clearSome } from '../../src/webhooks/housekeeping.ts'
import { aCompany } from '../builders.ts'
import { base } from '../control/replies.ts'
import { aHook, happen, test } from './sending.ts'

const DAYS = 24 * 3600

test('finished deliveries are kept for thirty days, and waiting ones for longer', async ({
  app,
  sender,
  receiver,
}) => {
  const webhookId = await aHook(app, receiver)
  const [stuck, gone] = ['Stuck', 'Gone']
  await happen(app, (writer) => aCompany(writer, { name: gone }))
  await sender.idle()
  receiver.behaviour.answer = () => 500
  await happen(app, (writer) => aCompany(writer, { name: stuck }))
  await sender.idle()
  await sender.stop()
  const outcomes = async () => {
    const { body } = await app.send('GET', `${base}/webhooks/${webhookId}/deliveries`)
    return body.data.map(({ outcome }: { outcome: string }) => outcome)
  }

  app.clock.now += 30 * DAYS
  await clearSome(app.database, app.clock.now)
  const before = await outcomes()
  app.clock.now += 1
  await clearSome(app.database, app.clock.now)

  expect(before).toEqual(['delivered', 'waiting'])
  expect(await outcomes()).toEqual(['waiting'])
  const attempts = await app.database.db.selectFrom('webhook_attempt').selectAll().execute()
  expect(attempts).toHaveLength(1)
})
