import { type Command, Option } from 'commander'
import { issueToken, listTokens, revokeToken, type Scope, scopes } from '../domain/tokens.ts'
import { example, jsonOption, parseId, parseName, storeOption } from './arguments.ts'
import { readStore, writeStore } from './database.ts'
import { type OutputOptions, print, table, toDateTime } from './output.ts'

interface StoreOptions extends OutputOptions {
  store: string
}

export function addToken(roster: Command): void {
  const token = roster
    .command('token')
    .description("Create, list and revoke a store's API tokens.")
    .addHelpText('after', example('roster token create --store acme1 --name ERP --scope b2b'))
  token
    .command('create')
    .description('Create a token and show its value, this once: Roster keeps only a hash of it.')
    .addOption(storeOption())
    .requiredOption('--name <name>', 'what the token is for', parseName)
    .addOption(
      new Option('--scope <scope...>', 'what the token may do: all of the API, reads only, the control API')
        .choices(scopes)
        .makeOptionMandatory(),
    )
    .addOption(jsonOption('{"tokenId":3,"name":"ERP","scopes":["b2b"],"value":"…"}'))
    .addHelpText('after', example('roster token create --store acme1 --name ERP --scope b2b --scope control'))
    .action(create)
  token
    .command('list')
    .description('List the tokens that work, oldest first.')
    .addOption(storeOption())
    .addOption(
      jsonOption(
        '[{"tokenId":3,"name":"ERP","kind":"api","scopes":["b2b"],"lastFour":"a1B2","createdAt":1700000000}]; ' +
          'kind is api for X-Auth-Token, legacy for authToken',
      ),
    )
    .addHelpText('after', example('roster token list --store acme1'))
    .action(list)
  token
    .command('revoke')
    .description('End a token; a running server refuses it within a second.')
    .argument('<id>', 'id of the token, as "token list" shows it', parseId)
    .addOption(storeOption())
    .addOption(jsonOption('{"tokenId":3}'))
    .addHelpText('after', example('roster token revoke 3 --store acme1'))
    .action(revoke)
}

async function create(options: StoreOptions & { name: string; scope: Scope[] }): Promise<void> {
  const { store, name } = options
  const { token, value } = await writeStore(store, (writer) =>
    issueToken(writer, { name, scopes: options.scope }),
  )
  const text = `Token ${token.id} of store ${store}; its value is shown this once:\n${value}`
  print(options, { tokenId: token.id, name, scopes: token.scopes.split(' '), value }, text)
}

async function list(options: StoreOptions): Promise<void> {
  const tokens = await readStore(options.store, listTokens)
  const rows = tokens.map(({ id, name, kind, scopes, last_four, created_at }) => [
    id,
    name,
    kind,
    scopes,
    `…${last_four}`,
    toDateTime(created_at),
  ])
  const values = tokens.map(({ id, name, kind, scopes, last_four, created_at }) => ({
    tokenId: id,
    name,
    kind,
    scopes: scopes.split(' '),
    lastFour: last_four,
    createdAt: created_at,
  }))
  print(options, values, table(['ID', 'NAME', 'KIND', 'SCOPES', 'VALUE', 'CREATED'], rows))
}

async function revoke(tokenId: number, options: StoreOptions): Promise<void> {
  await writeStore(options.store, (writer) => revokeToken(writer, tokenId))
  print(options, { tokenId }, `Token ${tokenId} of store ${options.store} is revoked.`)
}
