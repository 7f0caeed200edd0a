import type { Command } from 'commander'
import { example, jsonOption } from './arguments.ts'
import { now } from './clock.ts'
import { withDatabase } from './database.ts'
import { type OutputOptions, print } from './output.ts'

export function addSeed(roster: Command): void {
  roster
    .command('seed')
    .description(
      'Make the stores of a seed, all or none of them. Everybody knows the tokens and passwords of demo and empty.',
    )
    .argument('<seed>', 'demo, empty, or a file of YAML or JSON of the same shape')
    .addOption(jsonOption('{"storeHashes":["demo1234","other567"]}'))
    .addHelpText('after', example('roster seed demo', 'roster seed ./staging.yaml'))
    .action(seed)
}

async function seed(nameOrFile: string, options: OutputOptions): Promise<void> {
  const { readSeed } = await import('./seeding/read.ts')
  const { plant } = await import('./seeding/plant.ts')
  const seed = await readSeed(nameOrFile)
  await withDatabase((database) => database.transaction((tx) => plant(tx, now(), seed)))
  const storeHashes = seed.stores.map(({ storeHash }) => storeHash)
  print(options, { storeHashes }, storeHashes.map((storeHash) => `Made store ${storeHash}.`).join('\n'))
}
