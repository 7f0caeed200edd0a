import { expect, test } from 'vitest'
import { AskedLately } from '../src/api/asked-lately.ts'

const THOUSAND = Array.from({ length: 1000 }, (_, nth) => `1 https://roster.example /users/${nth}`)

test('a key is known from its second time on', () => {
  const asked = new AskedLately()

  expect(['a', 'b', 'a', 'a', 'b', ''].map((key) => asked.ask(key))).toEqual([
    false,
    false,
    true,
    true,
    true,
    false,
  ])
})

test('of a thousand keys nearly all are known the second time', () => {
  const asked = new AskedLately()

  expect(THOUSAND.filter((key) => asked.ask(key))).toEqual([])
  expect(THOUSAND.filter((key) => asked.ask(key)).length).toBeGreaterThan(970)
})

test('keys are forgotten when many others have been asked for', () => {
  const asked = new AskedLately()
  for (const key of THOUSAND) asked.ask(key)
  for (let nth = 0; nth < 500_000; nth += 1) asked.ask(`other ${nth}`)

  expect(THOUSAND.filter((key) => asked.ask(key)).length).toBeLessThan(10)
})
