import { expect } from 'vitest'
import { CommitInDoubt } from '../../src/db/errors.ts'
import { Sender } from '../../src/webhooks/sender.ts'
import { aCompany } from '../builders.ts'
import { aHook, happen, senderOn, test } from './sending.ts'

test('an unavailable database is reported once, however often the sender looks', async ({ app }) => {
  const errors: unknown[] = []
  const sender = new Sender({
    database: app.database,
    now: () => app.clock.now,
    policy: { loopback: true },
    holder: 'a process',
    onError: (error) => errors.push(error),
  })
  await app.database.close()

  for (let looks = 0; looks < 3; looks += 1) await sender.idle()

  expect(errors).toHaveLength(1)
})

test('deliveries are sent that a commit made of which nobody heard', async ({ app, receiver }) => {
  const errors: unknown[] = []
  let unheard = false
  const transaction: typeof app.database.transaction = async (work) => {
    const value = await app.database.transaction(work)
    if (unheard) throw new CommitInDoubt('The commit was not answered')
    return value
  }
  const sender = senderOn(app, {
    database: { ...app.database, transaction },
    onError: (error) => errors.push(error),
  })
  await sender.start()
  await aHook(app, receiver)
  await sender.idle()
  await happen(app, (writer) => aCompany(writer, { name: 'First' }))

  unheard = true
  await sender.idle()
  unheard = false
  await happen(app, (writer) => aCompany(writer, { name: 'Second' }))
  await sender.idle()
  await sender.stop()

  expect(errors).toEqual([expect.any(CommitInDoubt)])
  expect(receiver.told().map(({ company_id }) => company_id)).toEqual([1, 2])
})
