import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'vitest'
import { attachOver } from './attaching.ts'
import { test } from './roster.ts'

async function temporaryFolder(ending: AsyncDisposableStack) {
  const folder = await mkdtemp(join(tmpdir(), 'roster-test-'))
  ending.defer(() => rm(folder, { recursive: true }))
  return folder
}

test('files live in the folder that is set', async ({ app, ending, serve }) => {
  const folder = join(await temporaryFolder(ending), 'attachments')
  const { address } = await serve({ ROSTER_FILES: folder })

  const id = await attachOver(app, address)

  expect(await readdir(folder)).toEqual([id])
})

test('a start removes what an earlier server did not receive to its end', async ({ ending, serve }) => {
  const folder = await temporaryFolder(ending)
  for (const name of ['old.part', 'whole', 'young.part']) await writeFile(join(folder, name), 'hello')
  const twoHoursAgo = Date.now() / 1000 - 7200
  for (const name of ['old.part', 'whole']) await utimes(join(folder, name), twoHoursAgo, twoHoursAgo)

  await serve({ ROSTER_FILES: folder })

  expect((await readdir(folder)).toSorted()).toEqual(['whole', 'young.part'])
})
