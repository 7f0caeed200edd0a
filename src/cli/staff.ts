import type { Command } from 'commander'
import { InvalidArgumentError } from 'commander'
import { getSystemUser, listSystemUsers } from '../domain/system-user-records.ts'
import { createSystemUser, retireSystemUser } from '../domain/system-users.ts'
import { example, jsonOption, parseEmail, parseId, parseName, storeOption } from './arguments.ts'
import { readStore, writeStore } from './database.ts'
import { type OutputOptions, print, table } from './output.ts'
import { readPasswordHash } from './password.ts'

interface StoreOptions extends OutputOptions {
  store: string
}

interface CreateOptions extends StoreOptions {
  email: string
  name: string
  role: string
  phone?: string
  passwordStdin?: true
}

const shape =
  '{"id":7,"email":"rita@acme.example","name":"Rita Rep","phone":"","role":"Sales Rep","salesStaff":true}'

export function addStaff(roster: Command): void {
  const staff = roster
    .command('staff')
    .description("Create, list and retire a store's system users.")
    .addHelpText('after', example('roster staff list --store acme1'))
  staff
    .command('create')
    .description('Create a system user; a role that is marked sales staff makes it a sales person.')
    .addOption(storeOption())
    .requiredOption('--email <email>', 'email address', parseEmail)
    .requiredOption('--name <name>', 'name', parseName)
    .requiredOption(
      '--role <role>',
      'Store Owner, Administrator, Sales Rep or a role of the store',
      parseName,
    )
    .option('--phone <phone>', 'phone number', parseName)
    .option('--password-stdin', 'read a password from standard input; without one nobody can sign in')
    .addOption(jsonOption('{"id":7}'))
    .addHelpText(
      'after',
      example(
        'roster staff create --store acme1 --email rita@acme.example --name "Rita Rep" --role "Sales Rep"',
        'roster staff create --store acme1 --email olga@acme.example --name "Olga Owner" --role "Store Owner" \\',
        '  --password-stdin < password.txt',
      ),
    )
    .action(create)
  staff
    .command('list')
    .description('List the system users, retired ones left out, in the order of their ids.')
    .addOption(storeOption())
    .addOption(jsonOption(`[${shape}]`))
    .addHelpText('after', example('roster staff list --store acme1'))
    .action(list)
  staff
    .command('retire')
    .description('Retire a system user: no signing in, no tokens of their own, no companies to look after.')
    .argument('<id-or-email>', 'id or email of the system user', parseIdOrEmail)
    .addOption(storeOption())
    .addOption(jsonOption('{"id":7}'))
    .addHelpText('after', example('roster staff retire rita@acme.example --store acme1'))
    .action(retire)
}

async function create(options: CreateOptions): Promise<void> {
  const { store, email, name, role, phone = '', passwordStdin } = options
  const passwordHash = passwordStdin ? await readPasswordHash(process.stdin) : null
  const { id } = await writeStore(store, (writer) =>
    createSystemUser(writer, { email, name, phone, role: { name: role }, passwordHash }),
  )
  const text = `System user ${id} of store ${store} is there${passwordHash ? '' : ', without a password'}.`
  print(options, { id }, text)
}

async function list(options: StoreOptions): Promise<void> {
  const people = await readStore(options.store, listSystemUsers)
  const rows = people.map(({ id, email, name, phone, role_name, is_sales_staff }) => [
    id,
    email,
    name,
    phone,
    role_name,
    is_sales_staff ? 'yes' : 'no',
  ])
  const values = people.map(({ id, email, name, phone, role_name, is_sales_staff }) => ({
    id,
    email,
    name,
    phone,
    role: role_name,
    salesStaff: is_sales_staff === 1,
  }))
  print(options, values, table(['ID', 'EMAIL', 'NAME', 'PHONE', 'ROLE', 'SALES STAFF'], rows))
}

async function retire(who: number | string, options: StoreOptions): Promise<void> {
  const id = await writeStore(options.store, async (writer) => {
    const systemUserId = typeof who === 'number' ? who : (await getSystemUser(writer, { email: who })).id
    await retireSystemUser(writer, systemUserId)
    return systemUserId
  })
  print(options, { id }, `System user ${id} of store ${options.store} is retired.`)
}

function parseIdOrEmail(text: string): number | string {
  if (/^\d+$/.test(text)) return parseId(text)
  if (text.includes('@')) return parseEmail(text)
  throw new InvalidArgumentError('It must be an id or an email address.')
}
