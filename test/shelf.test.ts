import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Shelf } from '../src/api/shelf.ts'

test('what is found is what was kept, and what was kept last is found', () => {
  const texts = fc.string({ unit: fc.constantFrom('a', 'é', '東', '𘧉'), minLength: 1, maxLength: 12 })
  const keys = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f')
  fc.assert(
    fc.property(fc.array(fc.tuple(keys, texts), { maxLength: 40 }), (entries) => {
      const shelf = new Shelf(40)
      const kept = new Map<string, string>()
      for (const [key, text] of entries) {
        const fits = Buffer.byteLength(text) <= 40
        const expected = textOf(shelf, key) ?? (fits ? text : undefined)
        keep(shelf, key, text)
        if (expected !== undefined) kept.set(key, expected)
        expect(textOf(shelf, key)).toBe(expected)
        for (const [other, itsText] of kept) expect([itsText, undefined]).toContain(textOf(shelf, other))
      }
    }),
    { numRuns: 2000 },
  )
})

test('the oldest give way to as much as there is no room for, and no others', () => {
  const shelf = new Shelf(10)
  for (const key of ['a', 'b', 'c', 'd', 'e']) keep(shelf, key, key.repeat(2))
  keep(shelf, 'f', 'fff')

  expect(['a', 'b', 'c', 'd', 'e', 'f'].map((key) => textOf(shelf, key))).toEqual([
    undefined,
    undefined,
    'cc',
    'dd',
    'ee',
    'fff',
  ])
})

test('there are no more texts than the heap has room for', () => {
  const shelf = new Shelf(1024 * 1024)
  for (let nth = 0; nth <= 100_000; nth += 1) keep(shelf, `key ${nth}`, 'x')

  expect(shelf.has('key 0')).toBe(false)
  expect(shelf.has('key 1')).toBe(true)
  expect(textOf(shelf, 'key 100000')).toBe('x')
})

function keep(shelf: Shelf, key: string, text: string): void {
  shelf.add(key, Buffer.from(text))
}

function textOf(shelf: Shelf, key: string): string | undefined {
  return shelf.get(key)?.toString()
}
