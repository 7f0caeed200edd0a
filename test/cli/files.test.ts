import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises'
import { platform, tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'vitest'
import { aCompany } from '../builders.ts'
import { fromDemo } from '../credentials.ts'
import { attachOver } from './attaching.ts'
import { roster, test } from './roster.ts'

async function temporaryFolder(ending: AsyncDisposableStack) {
  const folder = await mkdtemp(join(tmpdir(), 'roster-test-'))
  ending.defer(() => rm(folder, { recursive: true }))
  return folder
}

function sendFile(url: string): Promise<Response> {
  const form = new FormData()
  form.append('attachmentFile', new File(['hello'], 'hello.txt', { type: 'text/plain' }))
  return fetch(url, { method: 'POST', headers: fromDemo, body: form })
}

test('files are stored in the configured folder', async ({ app, ending, serve }) => {
  const folder = join(await temporaryFolder(ending), 'attachments')
  const { address } = await serve({ ROSTER_FILES: folder })

  const id = await attachOver(app, address)

  expect(await readdir(folder)).toEqual([id])
})

test('a start removes incomplete uploads of an earlier server', async ({ ending, serve }) => {
  const folder = await temporaryFolder(ending)
  for (const name of ['old.part', 'whole', 'young.part']) await writeFile(join(folder, name), 'hello')
  const twoHoursAgo = Date.now() / 1000 - 7200
  for (const name of ['old.part', 'whole']) await utimes(join(folder, name), twoHoursAgo, twoHoursAgo)

  await serve({ ROSTER_FILES: folder })

  expect((await readdir(folder)).toSorted()).toEqual(['whole', 'young.part'])
})

// Node's own way of making folders never ends there.
test.runIf(platform() === 'linux')('a folder that cannot be made is 503', async ({ app, serve }) => {
  const companyId = await app.arrange((writer) => aCompany(writer))
  const { address } = await serve({ ROSTER_FILES: '/proc/roster/attachments' })

  const { status } = await sendFile(`${address}/api/v3/io/companies/${companyId}/attachments`)

  expect(status).toBe(503)
})

test('a folder that is none is told of at the start', async ({ ending, url }) => {
  const file = join(await temporaryFolder(ending), 'attachments')
  await writeFile(file, 'hello')

  const ended = await roster(['serve'], { ROSTER_DATABASE_URL: url, ROSTER_FILES: file })

  const reason = `ENOTDIR: not a directory, scandir '${file}'`
  expect(ended).toEqual({
    code: 1,
    stdout: '',
    stderr: `The folder for attachments ${file} cannot be used (${reason}): choose one that Roster may write to.\n`,
  })
})

test('files get the configured server address, whatever a request says', async ({ app, serve }) => {
  const companyId = await app.arrange((writer) => aCompany(writer))
  const { address } = await serve({ ROSTER_PUBLIC_URL: 'https://roster.example/b2b/' })
  const path = `/api/v3/io/companies/${companyId}/attachments`

  const added = await sendFile(`${address}${path}`)

  const { data } = JSON.parse(await added.text())
  const item = { id: data.id, attachmentFile: `https://roster.example/b2b${path}/${data.id}/file` }
  expect(data).toEqual(item)
  const listed = await fetch(`${address}${path}`, { headers: { ...fromDemo, 'X-Forwarded-Proto': 'http' } })
  expect(JSON.parse(await listed.text()).data).toEqual([item])
})
