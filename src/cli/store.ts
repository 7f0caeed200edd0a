import type { Command } from 'commander'
import type { Store } from '../db/schema.ts'
import { createChannel } from '../domain/store-channels.ts'
import { createStore, getStore, listStores } from '../domain/stores.ts'
import { example, jsonOption, parseName, parseStoreHash } from './arguments.ts'
import { now } from './clock.ts'
import { withDatabase } from './database.ts'
import { type OutputOptions, print, table, toDateTime } from './output.ts'

const shape = '{"storeHash":"acme1","name":"Acme","createdAt":1700000000}'

export function addStore(roster: Command): void {
  const store = roster
    .command('store')
    .description('Create and list stores.')
    .addHelpText('after', example('roster store create acme1 --name Acme'))
  store
    .command('create')
    .description('Create a store with the predefined roles and one storefront, channel 1, its default.')
    .argument('<hash>', 'store hash, by which clients name the store', parseStoreHash)
    .requiredOption('--name <name>', 'name of the store and of its storefront', parseName)
    .addOption(jsonOption(shape))
    .addHelpText('after', example('roster store create acme1 --name Acme'))
    .action(create)
  store
    .command('list')
    .description('List the stores, oldest first.')
    .addOption(jsonOption(`[${shape}]`))
    .addHelpText('after', example('roster store list'))
    .action(list)
}

async function create(
  storeHash: string,
  { name, ...options }: { name: string } & OutputOptions,
): Promise<void> {
  const store = await withDatabase((database) =>
    database.transaction(async (tx) => {
      const writer = await createStore(tx, now(), { storeHash, name })
      await createChannel(writer, { channelId: 1, name, site: '', isDefault: true })
      return getStore(tx, storeHash)
    }),
  )
  const next = `roster token create --store ${storeHash} --name NAME --scope b2b`
  print(options, toJson(store), `Store ${storeHash} is there. Give its clients a token: ${next}`)
}

async function list(options: OutputOptions): Promise<void> {
  const stores = await withDatabase(({ db }) => listStores(db))
  const rows = stores.map((store) => [store.store_hash, store.name, toDateTime(store.created_at)])
  print(options, stores.map(toJson), table(['HASH', 'NAME', 'CREATED'], rows))
}

function toJson({ store_hash, name, created_at }: Store) {
  return { storeHash: store_hash, name, createdAt: created_at }
}
