import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TSchema, Type } from 'typebox'
import { expect, test } from 'vitest'
import { readSeed } from '../src/cli/seeding/read.ts'
import { Seed } from '../src/cli/seeding/shape.ts'
import { Problem } from '../src/problem.ts'
import { company, planted, seedOf } from './planting.ts'

const document = await readFile(new URL('../docs/seeds.md', import.meta.url), 'utf8')

test('the example in the documentation is a seed that can be planted', async () => {
  await using ending = new AsyncDisposableStack()
  const [, example = ''] = /```yaml\n(.*?)```/s.exec(document) ?? []

  const db = await planted(ending, await readSeed(await file(ending, 'example.yaml', example)))

  const companies = await db
    .selectFrom('company')
    .select(['id', 'parent_id', 'zip_code'])
    .orderBy('id')
    .execute()
  expect(companies).toEqual([
    { id: 1, parent_id: null, zip_code: '02139' },
    { id: 2, parent_id: 1, zip_code: '' },
  ])
  const accounts = await db.selectFrom('b2b_user').select(['email', 'company_id']).orderBy('id').execute()
  expect(accounts).toEqual([
    { email: 'ada@acme.example', company_id: 1 },
    { email: 'bo@acme.example', company_id: 1 },
    { email: 'cleo@acme.example', company_id: 2 },
    { email: 'sam@shop.example', company_id: null },
  ])
  expect(
    await db.selectFrom('sales_staff_company').select('company_id').orderBy('company_id').execute(),
  ).toEqual([{ company_id: 1 }, { company_id: 2 }])
})

test('the documentation names every key that a seed may have', () => {
  const keys = [...new Set(keysIn(Seed))]

  expect(keys.length).toBeGreaterThan(40)
  expect(keys.filter((key) => !document.includes(`\`${key}\``))).toEqual([])
})

test('a seed may be JSON', async () => {
  await using ending = new AsyncDisposableStack()
  const seed = seedOf({})

  expect(await readSeed(await file(ending, 'seed.json', JSON.stringify(seed)))).toEqual(seed)
})

test('a file that is neither YAML nor JSON is refused with the line number', async () => {
  await using ending = new AsyncDisposableStack()
  const path = await file(ending, 'seed.yaml', 'stores:\n  - name: Shop: one\n')

  await expect(readSeed(path)).rejects.toEqual(
    new Problem(
      `The seed file ${path} is neither YAML nor JSON: Nested mappings are not allowed in compact mappings at line 2, column 11.`,
    ),
  )
})

test('a missing file is refused', async () => {
  await expect(readSeed('./nowhere.yaml')).rejects.toEqual(
    new Problem('There is no seed file ./nowhere.yaml: name a file that is there, or demo, or empty.'),
  )
})

test.for<[string | object, string]>([
  ['', 'is not right at /: it must be object.'],
  ['{}', "is not right at /: it must have required property 'stores'."],
  [{ colour: 'red' }, 'is not right at /stores/0: it has "colour", which no seed has there.'],
  [{ storeHash: 'a b' }, 'is not right at /stores/0/storeHash: it must match pattern "^[\\w-]{1,64}$".'],
  [
    { channels: [{ channelId: '1', name: 'One', site: '' }] },
    'is not right at /stores/0/channels/0/channelId: it must be integer.',
  ],
  [
    { companies: [{ ...company, zipCode: 2139 }] },
    'is not right at /stores/0/companies/0/zipCode: it must be string.',
  ],
  [
    { companies: [{ ...company, email: 'acme' }] },
    'is not right at /stores/0/companies/0/email: it must match format "email".',
  ],
  [
    { companies: [{ ...company, status: 'open' }] },
    'is not right at /stores/0/companies/0/status: it must be one of pending, approved, rejected, inactive.',
  ],
  [
    { channels: [{ channelId: 2 ** 53, name: 'One', site: '' }] },
    'is not right at /stores/0/channels/0/channelId: it must be <= 9007199254740991.',
  ],
  [
    { companies: [{ ...company, name: 'Ac\0me' }] },
    'is not right at /stores/0/companies/0/name: it has a null character or half of a pair, which no text may have.',
  ],
  [
    { priceLists: ['Gold', '\ud800'] },
    'is not right at /stores/0/priceLists/1: it has a null character or half of a pair, which no text may have.',
  ],
])('a file that is not a seed is refused: %j', async ([content, reason]) => {
  await using ending = new AsyncDisposableStack()
  const text = typeof content === 'string' ? content : JSON.stringify(seedOf(content))
  const path = await file(ending, 'seed.yaml', text)

  await expect(readSeed(path)).rejects.toEqual(new Problem(`The seed ${path} ${reason}`))
})

async function file(ending: AsyncDisposableStack, name: string, text: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'roster-seed-'))
  ending.defer(() => rm(folder, { recursive: true }))
  await writeFile(join(folder, name), text)
  return join(folder, name)
}

function keysIn(schema: TSchema): string[] {
  if (Type.IsArray(schema)) return keysIn(schema.items)
  if (!Type.IsObject(schema)) return []
  return Object.entries(schema.properties).flatMap(([key, value]) => [key, ...keysIn(value)])
}
