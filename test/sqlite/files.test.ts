import { readdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { expect } from 'vitest'
import { attachOver } from '../cli/attaching.ts'
import { test } from '../cli/roster.ts'

test('files are stored beside the database', async ({ app, serve, url }) => {
  const { address } = await serve()

  const id = await attachOver(app, address)

  expect(await readdir(join(dirname(url.slice('sqlite:'.length)), 'attachments'))).toEqual([id])
})
