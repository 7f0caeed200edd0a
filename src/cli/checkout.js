import module from 'node:module'
import { fileURLToPath } from 'node:url'

// The way in from a checkout. As plain JavaScript it turns on the cache before the first file of TypeScript is read, so
// that a start which finds all of them there never loads what strips types, which takes 20 MB.
module.enableCompileCache(fileURLToPath(new URL('../../node_modules/.cache/roster', import.meta.url)))
await import('./main.ts')
