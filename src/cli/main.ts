#!/usr/bin/env node
import module from 'node:module'
import { fileURLToPath } from 'node:url'

// An older Node cannot even read the rest of the program, so nothing of ours is imported before it is known to be able to.
const [major] = process.versions.node.split('.')

if (Number(major) < 24) {
  console.error(
    `Roster needs Node 24 or later, and this is Node ${process.versions.node}: install a later one.`,
  )
  process.exitCode = 1
} else {
  // What is compiled once is kept beside the packages, where only those write who may change the program itself.
  module.enableCompileCache(fileURLToPath(new URL('../../node_modules/.cache/roster', import.meta.url)))
  const { run } = await import('./program.ts')
  process.exitCode = await run(process.argv.slice(2))
  // What still hangs, as a query that nobody answers, does not hold a process whose work is done.
  setTimeout(() => process.exit(), 500).unref()
}
