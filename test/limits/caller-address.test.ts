import { IncomingMessage } from 'node:http'
import { Socket } from 'node:net'
import { expect, test } from 'vitest'
import { callerAddresses } from '../../src/api/caller-address.ts'

function from(remoteAddress: string, forwardedFor?: string): IncomingMessage {
  const socket = new Socket()
  Object.defineProperty(socket, 'remoteAddress', { value: remoteAddress })
  const message = new IncomingMessage(socket)
  if (forwardedFor) message.headers['x-forwarded-for'] = forwardedFor
  return message
}

test('without a trusted proxy no header determines the caller’s address', () => {
  expect(callerAddresses()(from('192.0.2.1', '198.51.100.1'))).toBe('192.0.2.1')
})

test('behind trusted proxies the caller’s address is the last one that is not a proxy’s', () => {
  const addressOf = callerAddresses(['10.0.0.0/8', '::1'])

  expect(addressOf(from('10.1.2.3', '198.51.100.1'))).toBe('198.51.100.1')
  expect(addressOf(from('::1', '203.0.113.9, 198.51.100.1, 10.9.9.9'))).toBe('198.51.100.1')
  expect(addressOf(from('::ffff:10.1.2.3', '2001:db8:1:2:3::4'))).toBe('2001:db8:1:2::/64')
  expect(addressOf(from('192.0.2.1', '198.51.100.1'))).toBe('192.0.2.1')
  expect(addressOf(from('10.1.2.3'))).toBe('10.1.2.3')
  expect(addressOf(from('10.1.2.3', 'unknown'))).toBe('unknown')
})
