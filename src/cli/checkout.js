import module from 'node:module'
import { fileURLToPath } from 'node:url'

// How npm scripts start Roster from a checkout. It is plain JavaScript, so that the compile cache is on before the first
// file of TypeScript is read: when all files are in the cache, Node never loads its type stripper, which takes 20 MB.
module.enableCompileCache(fileURLToPath(new URL('../../node_modules/.cache/roster', import.meta.url)))
await import('./main.ts')
