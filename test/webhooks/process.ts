import { buildServer } from '../../src/api/server.ts'
import { now } from '../../src/cli/clock.ts'
import { openFiles } from '../../src/cli/files.ts'
import { listen } from '../../src/cli/listen.ts'
import { sending } from '../../src/cli/webhooks.ts'
import { openDatabase } from '../../src/db/database.ts'

// Like `roster serve` on the database in the first argument, with hooks allowed to this machine.
const [, , url = ''] = process.argv
const database = await openDatabase(url, { claim: true })
const webhooks = sending(database, { loopback: true, onError: (error) => process.stderr.write(`${error}\n`) })
const files = await openFiles(url)
const app = await buildServer({ database: webhooks.database, files, now })
const address = await listen(app, { host: '127.0.0.1', port: 0 })
await webhooks.start()
process.stdout.write(`Roster is ready on ${address}"\n`)
