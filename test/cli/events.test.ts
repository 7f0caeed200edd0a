import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { expect } from 'vitest'
import { NOW } from '../databases.ts'
import type { App } from '../harness.ts'
import { start, test } from './roster.ts'

const first = { id: expect.any(Number), createdAt: NOW, onBehalfOf: null, requestId: expect.any(String) }

test('events prints the requested events of a store, oldest first, one per line', async ({ app, run }) => {
  await rename(app, 'Once')
  await app.send('PUT', '/api/control/v1/settings', { protectLastAdmin: true })
  await rename(app, 'Twice')

  const all = await run('events', '--store', 'demo1234')
  const some = await run('events', '--store', 'demo1234', '--type', 'channel.updated', '--actor', 'token:1')
  const nobodys = await run('events', '--store', 'other567')

  expect({ code: all.code, stderr: all.stderr }).toEqual({ code: 0, stderr: '' })
  expect(parsed(all.stdout).map(({ type }) => type)).toEqual([
    'channel.updated',
    'settings.updated',
    'channel.updated',
  ])
  expect(parsed(some.stdout)).toEqual([
    { ...first, ...renamed('Demo storefront', 'Once') },
    { ...first, ...renamed('Once', 'Twice') },
  ])
  expect(nobodys).toEqual({ code: 0, stdout: '', stderr: '' })
})

test('events --follow prints later events until it is stopped', async ({ app, url }) => {
  await rename(app, 'Before')
  const child = start(['events', '--store', 'demo1234', '--follow'], { ROSTER_DATABASE_URL: url })
  const gone = once(child, 'close')
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const waiting = lines.next()
  const seen: string[] = []
  for (let nth = 0; seen.length === 0; nth += 1) {
    await rename(app, `After ${nth}`)
    const next = await Promise.race([waiting, aMoment()])
    if (next) seen.push(String(next.value))
  }
  await rename(app, 'Last')
  for (let line = ''; !line.includes('"Last"}'); seen.push(line)) line = String((await lines.next()).value)
  child.kill('SIGTERM')
  await gone

  const names = parsed(seen.join('\n')).map(({ after }) => after.name)
  expect(names).toEqual([...new Set(names)])
  expect(names[0]).toMatch(/^After /)
  expect(names.at(-1)).toBe('Last')
  expect(child.exitCode).toBe(0)
})

test('events of an unknown store are refused', async ({ run }) => {
  expect(await run('events', '--store', 'nobody')).toEqual({
    code: 1,
    stdout: '',
    stderr: 'There is no store "nobody": "roster store list" shows those there are.\n',
  })
})

interface Line {
  type: string
  after: { name: string }
}

function parsed(stdout: string): Line[] {
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
}

function renamed(before: string, after: string) {
  return {
    type: 'channel.updated',
    actor: 'token:1',
    subject: { channelId: 1 },
    before: { name: before },
    after: { name: after },
  }
}

function rename(app: App, name: string) {
  return app.send('PUT', '/api/control/v1/channels/1', { name })
}

/** Waits until the command has had another chance to print something. */
async function aMoment(): Promise<undefined> {
  await new Promise((resolve) => setTimeout(resolve, 100))
}
