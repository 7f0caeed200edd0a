import { expect } from 'vitest'
import { roster, test } from './roster.ts'

test('a server serves its metrics when configured to', async ({ serve }) => {
  const { address, stop } = await serve({ ROSTER_METRICS: '1' })
  const first = await fetch(`${address}/metrics`)
  await first.text()

  const lines = (await (await fetch(`${address}/metrics`)).text()).split('\n')

  expect(first.status).toBe(200)
  expect(lines).toContain('roster_requests_total{operation="other",status="200"} 1')
  expect(lines).toContain('roster_database_up 1')
  expect(await stop('SIGTERM')).toEqual({ code: 0, stderr: '' })
})

test('behind a trusted proxy the caller is the one that the proxy names', async ({ serve }) => {
  const { address } = await serve({ ROSTER_TRUSTED_PROXIES: '10.0.0.0/8, 127.0.0.1' })
  const guess = async (from: string) => {
    const headers = { 'x-auth-token': 'guess', 'x-store-hash': 'demo1234', 'x-forwarded-for': from }
    return (await fetch(`${address}/api/v3/io/users`, { headers })).status
  }

  // This server's clock runs, so a minute may end in between and start a new count.
  let guesses = 0
  while ((await guess('198.51.100.1')) !== 429 && guesses < 250) guesses += 1

  expect(guesses).toBeGreaterThanOrEqual(100)
  expect(guesses).toBeLessThan(250)
  expect(await guess('198.51.100.2')).toBe(401)
})

test.for([
  {
    name: 'ROSTER_TRUSTED_PROXIES',
    value: '10.0.0.1,proxy',
    says: 'must be addresses or networks like 10.0.0.0/8 with a comma between, and has "proxy"',
  },
  {
    name: 'ROSTER_TRUSTED_PROXIES',
    value: '10.0.0.0/33',
    says: 'must be addresses or networks like 10.0.0.0/8 with a comma between, and has "10.0.0.0/33"',
  },
  { name: 'ROSTER_METRICS', value: 'yes', says: 'must be 1 or 0, and is "yes"' },
  {
    name: 'OTEL_TRACES_SAMPLER',
    value: 'some',
    says:
      'must be one of always_on, always_off, traceidratio, parentbased_always_on, parentbased_always_off, ' +
      'parentbased_traceidratio, and is "some"',
  },
  { name: 'OTEL_TRACES_SAMPLER_ARG', value: '2', says: 'must be a number from 0 to 1' },
])('$name is refused when it is $value', async ({ name, value, says }, { url }) => {
  const env = {
    ROSTER_DATABASE_URL: url,
    OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318',
    [name]: value,
  }

  expect(await roster(['serve'], env)).toEqual({ code: 1, stdout: '', stderr: `${name} ${says}.\n` })
})
