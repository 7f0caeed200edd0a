import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Shelf } from '../src/api/shelf.ts'

/** A part has room for a key of one letter and ten bytes. */
const BYTES = 32 * 11

test('a key finds only the text that was kept for it, and always finds the last one kept', () => {
  const texts = fc.string({ unit: fc.constantFrom('a', 'é', '東', '𘧉'), minLength: 1, maxLength: 4 })
  const keys = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f')
  const entry = fc.oneof({ weight: 9, arbitrary: fc.tuple(keys, texts) }, fc.constant('clear' as const))
  fc.assert(
    fc.property(fc.array(entry, { maxLength: 200 }), (entries) => {
      const shelf = new Shelf(BYTES)
      const kept = new Map<string, string>()
      for (const one of entries) {
        if (one === 'clear') {
          shelf.clear()
          kept.clear()
          continue
        }
        const [key, text] = one
        const fits = Buffer.byteLength(text) <= 10
        const expected = textOf(shelf, key) ?? (fits ? text : undefined)
        keep(shelf, key, text)
        if (expected !== undefined) kept.set(key, expected)
        expect(textOf(shelf, key)).toBe(expected)
        for (const other of ['a', 'b', 'c', 'd', 'e', 'f']) {
          expect([kept.get(other), undefined]).toContain(textOf(shelf, other))
        }
      }
    }),
    { numRuns: 500 },
  )
})

test('the oldest part, and no other, is dropped to make room', () => {
  const shelf = new Shelf(32 * 22)
  const keys = Array.from({ length: 66 }, (_, nth) => `key ${nth + 10}`)
  for (const key of keys) keep(shelf, key, 'five!')

  expect(keys.filter((key) => !shelf.has(key))).toEqual(['key 10', 'key 11'])
})

test('a text that was handed out does not change, whatever happens later', () => {
  const shelf = new Shelf(BYTES)
  keep(shelf, 'first', 'first')
  const first = shelf.get('first')
  for (let nth = 0; nth < 1000; nth += 1) {
    keep(shelf, `key ${nth}`, 'other')
    if (nth % 100 === 0) shelf.clear()
  }

  expect(shelf.has('first')).toBe(false)
  expect(String(first)).toBe('first')
})

test('keys may take as much room as texts and no more, however long they are', () => {
  const shelf = new Shelf(32 * 1000)
  const keys = Array.from({ length: 200 }, (_, nth) => `${nth} `.padEnd(400, 'x'))
  for (const key of keys) keep(shelf, key, 'short')

  expect(keys.filter((key) => shelf.has(key))).toEqual(keys.slice(-2 * 32))
})

test('the number of texts is limited, so that the heap has room for them', () => {
  const shelf = new Shelf(32 * 1_000_000)
  for (let nth = 0; nth <= 100_000; nth += 1) keep(shelf, `key ${nth}`, 'x')

  expect(shelf.has('key 0')).toBe(false)
  expect(shelf.has(`key ${100_000 / 32}`)).toBe(true)
  expect(textOf(shelf, 'key 100000')).toBe('x')
})

function keep(shelf: Shelf, key: string, text: string): void {
  shelf.add(key, Buffer.from(text))
}

function textOf(shelf: Shelf, key: string): string | undefined {
  return shelf.get(key)?.toString()
}
