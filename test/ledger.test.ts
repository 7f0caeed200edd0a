import { readFile } from 'node:fs/promises'
import { expect } from 'vitest'
import { test } from './harness.ts'

const METHODS = ['get', 'post', 'put', 'delete', 'patch']

test('the compatibility ledger lists every mounted operation with its grade, and no other', async ({
  app,
}) => {
  const { paths } = (await app.send('GET', '/openapi.json')).body
  const mounted = Object.entries<object>(paths).flatMap(([path, operations]) =>
    Object.keys(operations)
      .filter((method) => METHODS.includes(method))
      .map((method) => `${method.toUpperCase()} ${path}`),
  )

  expect(await graded()).toEqual(mounted.toSorted())
})

/** The operations of the ledger whose grade consists of L, C, S and D. */
async function graded(): Promise<string[]> {
  const ledger = await readFile(new URL('../docs/compatibility.md', import.meta.url), 'utf8')
  const rows = ledger.matchAll(/^\| `([A-Z]+ \/(?:api|stores)\/\S+)` \| ([LCSD](?:, [LCSD])*) \|$/gm)
  return [...rows].map(([, operation]) => operation ?? '').toSorted()
}
