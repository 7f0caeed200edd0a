import type { Command } from 'commander'
import { example, jsonOption } from './arguments.ts'
import { withDatabase } from './database.ts'
import { type OutputOptions, print } from './output.ts'

export function addMigrate(roster: Command): void {
  roster
    .command('migrate')
    .description('Bring the tables up to date, which every other command does too before it begins.')
    .addOption(jsonOption('{"migrated":["0001-people-and-access"]}'))
    .addHelpText('after', example('ROSTER_DATABASE_URL=postgres://roster@db.example/roster roster migrate'))
    .action(migrate)
}

async function migrate(options: OutputOptions): Promise<void> {
  const migrated = await withDatabase(async (database) => database.migrated)
  const text =
    migrated.length === 0 ? 'The tables are up to date.' : migrated.map((name) => `Ran ${name}.`).join('\n')
  print(options, { migrated }, text)
}
