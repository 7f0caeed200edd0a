#!/usr/bin/env node
import module from 'node:module'
import { fileURLToPath } from 'node:url'

// An older Node cannot parse the rest of the program, so nothing of ours is imported before its version is known.
const [major] = process.versions.node.split('.')

if (Number(major) < 24) {
  console.error(
    `Roster needs Node 24 or later, and this is Node ${process.versions.node}: install a later one.`,
  )
  process.exitCode = 1
} else {
  // The cache is beside the packages, where only those can write who may change the program itself.
  module.enableCompileCache(fileURLToPath(new URL('../../node_modules/.cache/roster', import.meta.url)))
  const { run } = await import('./program.ts')
  process.exitCode = await run(process.argv.slice(2))
  // A query that is never answered must not keep the process alive when its work is done.
  setTimeout(() => process.exit(), 500).unref()
}
