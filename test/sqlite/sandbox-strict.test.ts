import { expect } from 'vitest'
import { fromDemo } from '../credentials.ts'
import { test } from './sandbox.ts'

test('the strict sandbox has the vendor’s rate limit, and the usual one has none', async ({ dev }) => {
  const [strict, usual] = [await dev('--strict'), await dev()]
  const path = '/api/v3/io/users'

  const limited = await fetch(`${strict.address}${path}`, { headers: fromDemo })
  const free = await fetch(`${usual.address}${path}`, { headers: fromDemo })

  expect(limitsIn(limited)).toEqual({
    'x-request-window-resets-after': expect.stringMatching(/^\d{1,2} s$/),
    'x-requests-allocated': '150 times/60 s',
    'x-requests-remaining': '149 times',
    'x-requests-window-length': '1 times',
  })
  expect(limitsIn(free)).toEqual({})
})

test('a store in the strict sandbox that has its own limit keeps it', async ({ dev }) => {
  const { address } = await dev('--strict')
  await fetch(`${address}/api/control/v1/settings`, {
    method: 'PUT',
    headers: { ...fromDemo, 'content-type': 'application/json' },
    body: JSON.stringify({ rateLimit: 1000 }),
  })

  const headers = { ...fromDemo, 'x-auth-token': 'demo-read-token' }
  const reply = await fetch(`${address}/api/v3/io/users`, { headers })

  expect(reply.headers.get('x-requests-allocated')).toBe('1000 times/60 s')
})

function limitsIn({ headers }: Response): Record<string, string> {
  return Object.fromEntries([...headers].filter(([name]) => /^x-requests?-(?!id)/.test(name)))
}
