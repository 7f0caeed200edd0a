import { afterAll, beforeAll, expect, test } from 'vitest'
import { plant } from '../src/cli/seeding/plant.ts'
import type { StoreSeed } from '../src/cli/seeding/shape.ts'
import { type Database, openDatabase } from '../src/db/database.ts'
import { Problem } from '../src/problem.ts'
import { emptyDatabase, NOW } from './databases.ts'
import { channel, company, seedOf } from './planting.ts'

const ending = new AsyncDisposableStack()
let database: Database

beforeAll(async () => {
  const fresh = await emptyDatabase()
  ending.defer(() => fresh.drop())
  const opened = await openDatabase(fresh.url)
  ending.defer(() => opened.close())
  database = opened
})
afterAll(() => ending.disposeAsync())

const user = { email: 'ada@acme.example', firstName: 'Ada', lastName: 'Stone', role: 'Admin' }
const rep = { email: 'rep@shop.example', name: 'Rita', role: 'Sales Rep' }
const token = { name: 'Mine', value: 'my-token', scopes: ['b2b' as const] }
const size = { subject: 'user', fieldName: 'size', labelName: 'Size', type: 'text' } as const
const getUsers = (level: 1 | 2 | 3) => ({ code: 'get_users', level })

test.for<[Partial<StoreSeed>, string]>([
  [
    { companies: [{ ...company, customerGroup: 'Gold' }] },
    'The seed names a customer group "Gold" that it does not make.',
  ],
  [
    { companies: [{ ...company, priceList: 'Gold' }] },
    'The seed names a price list "Gold" that it does not make.',
  ],
  [
    { companies: [{ ...company, users: [{ ...user, role: 'Boss' }] }] },
    'The seed names a role "Boss" that it does not make.',
  ],
  [
    { superAdmins: [{ ...user, companies: ['Acme'] }] },
    'The seed names a company "Acme" that it does not make.',
  ],
  [
    { systemUsers: [{ ...rep, companies: ['Acme'] }] },
    'The seed names a company "Acme" that it does not make.',
  ],
  [
    {
      companies: [
        { ...company, parent: 'Root' },
        { ...company, name: 'Root' },
      ],
    },
    'The seed\'s company "Acme" needs its parent "Root" above it.',
  ],
  [
    { companies: [company, { ...company, name: 'ACME' }] },
    'The store shop1 of the seed has the company "ACME" twice.',
  ],
  [
    { roles: [{ name: 'admin', permissions: [] }] },
    'The store shop1 of the seed has the role "admin" twice.',
  ],
  [
    { systemRoles: [{ name: 'Sales rep', salesStaff: true }] },
    'The store shop1 of the seed has the system role "Sales rep" twice.',
  ],
  [
    { companies: [{ ...company, users: [user] }], customers: [{ ...user, email: 'ADA@acme.example' }] },
    'The store shop1 of the seed has the account "ADA@acme.example" twice.',
  ],
  [{ priceLists: ['Gold', 'gold'] }, 'The store shop1 of the seed has the price list "gold" twice.'],
  [
    { customerGroups: [{ name: 'Gold' }, { name: 'GOLD' }] },
    'The store shop1 of the seed has the customer group "GOLD" twice.',
  ],
  [{ extraFields: [size, size] }, 'The store shop1 of the seed has the extra field "size of a user" twice.'],
  [{ systemUsers: [rep, rep] }, 'The store shop1 of the seed has the system user "rep@shop.example" twice.'],
  [{ tokens: [token, token] }, 'The store shop1 of the seed has two tokens with one value.'],
  [
    { channels: [channel, { ...channel, channelId: 2 }] },
    'The store shop1 of the seed has two default channels.',
  ],
  [
    { channels: [channel, { ...channel, isDefault: false }] },
    'The store shop1 of the seed has the channel "1" twice.',
  ],
  [
    { roles: [{ name: 'Boss', permissions: [{ code: 'fly', level: 1 }] }] },
    'The seed\'s role "Boss" gives "fly", which is no permission.',
  ],
  [
    { roles: [{ name: 'Boss', permissions: [getUsers(2), getUsers(3)] }] },
    'The seed\'s role "Boss" gives get_users twice.',
  ],
  [
    { roles: [{ name: 'Boss', permissions: [getUsers(1)] }] },
    'The seed\'s role "Boss" gives get_users at level 1: it has to be 2 or 3.',
  ],
  [
    { systemUsers: [{ ...rep, role: 'Administrator', companies: ['Acme'] }] },
    'The seed gives companies to rep@shop.example, but "Administrator" is not sales staff.',
  ],
  [
    { systemUsers: [{ ...rep, role: 'Chief' }] },
    'The seed\'s system user rep@shop.example cannot be made. The store has no system role "Chief": use "Store Owner", "Administrator", "Sales Rep" or one of its own.',
  ],
  [
    { companies: [{ ...company, users: [{ ...user, channelIds: [7] }] }] },
    "The seed's user ada@acme.example cannot be made. The store has no channel 7.",
  ],
  [
    { companies: [{ ...company, extraFields: { size: 'XL' } }] },
    'The seed\'s company "Acme" cannot be made. The store has no extra field "size".',
  ],
])('an inconsistent store is refused and nothing is written: %j', async ([part, sentence]) => {
  const planting = database.transaction((tx) => plant(tx, NOW, seedOf(part)))

  await expect(planting).rejects.toEqual(new Problem(sentence))
  expect(await database.db.selectFrom('store').selectAll().execute()).toEqual([])
  expect(await database.db.selectFrom('outbox').selectAll().execute()).toEqual([])
})
