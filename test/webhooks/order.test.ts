import { expect } from 'vitest'
import { updateCompany } from '../../src/domain/company-changes.ts'
import { aCompany } from '../builders.ts'
import type { Received } from './receiver.ts'
import { aHook, happen, senderOn, test } from './sending.ts'

const companyOf = ({ text }: Received): number => JSON.parse(text).data.company_id

test('later deliveries for a company wait for a failed one, and other companies go on', async ({
  app,
  sender,
  receiver,
}) => {
  const [stuck, free] = await app.arrange(async (writer) => [
    await aCompany(writer),
    await aCompany(writer, { name: 'Free' }),
  ])
  await aHook(app, receiver)
  receiver.behaviour.answer = (received) => (companyOf(received) === stuck ? 500 : 200)

  for (const status of [0, 2] as const) {
    await happen(app, (writer) => updateCompany(writer, stuck, { status }))
    await happen(app, (writer) => updateCompany(writer, free, { status }))
    await sender.idle()
  }
  const whileStuck = receiver.told()
  receiver.received.length = 0
  receiver.behaviour.answer = () => 200
  app.clock.now += 60
  await sender.idle()

  const told = (company_id: number, what: string) => ({ scope: `store/company/${what}`, company_id })
  const changes = ['updated', 'statusUpdated', 'updated', 'statusUpdated']
  expect(whileStuck.filter(({ company_id }) => company_id === free)).toEqual(
    changes.map((what) => told(free, what)),
  )
  expect(whileStuck.filter(({ company_id }) => company_id === stuck)).toEqual([told(stuck, 'updated')])
  expect(receiver.told()).toEqual(changes.map((what) => told(stuck, what)))
})

test('many changes of many companies arrive in order for each of them', async ({ app, sender, receiver }) => {
  const ids = await app.arrange((writer) =>
    Promise.all(Array.from({ length: 10 }, (_, nth) => aCompany(writer, { name: `Company ${nth}` }))),
  )
  await aHook(app, receiver)
  let count = 0
  receiver.behaviour.answer = () => {
    count += 1
    return count % 7 === 0 ? 500 : 200
  }

  for (let round = 0; round < 10; round += 1) {
    await happen(app, async (writer) => {
      for (const id of ids)
        await updateCompany({ ...writer, now: writer.now + round }, id, { phone: `${round}` })
    })
  }
  for (let retries = 0; retries < 10; retries += 1) {
    await sender.idle()
    app.clock.now += 3600
  }
  await sender.idle()

  for (const id of ids) {
    const times = receiver.received
      .filter((received) => companyOf(received) === id)
      .map(({ text }) => JSON.parse(text).created_at)
    expect(times).toEqual(times.toSorted((a, b) => a - b))
    expect(new Set(times).size).toBe(10)
  }
})

test('what another process has started is continued in the same order', async ({ app, receiver }) => {
  const companyId = await app.arrange((writer) => aCompany(writer))
  receiver.behaviour.answer = () => 500
  const first = senderOn(app)
  await first.start()
  await aHook(app, receiver)
  for (const status of [0, 2] as const)
    await happen(app, (writer) => updateCompany(writer, companyId, { status }))
  await first.idle()
  await first.stop()
  receiver.received.length = 0
  receiver.behaviour.answer = () => 200
  await happen(app, (writer) => updateCompany(writer, companyId, { phone: '555-9999' }))

  const second = senderOn(app, { holder: 'two' })
  await second.start()
  await second.idle()
  const early = receiver.received.length
  app.clock.now += 60
  await second.idle()
  await second.stop()

  expect(early).toBe(0)
  expect(receiver.told().map(({ scope }) => scope)).toEqual(
    ['updated', 'statusUpdated', 'updated', 'statusUpdated', 'updated'].map(
      (what) => `store/company/${what}`,
    ),
  )
})
