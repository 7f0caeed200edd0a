import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  interface ProvidedContext {
    /** Deleted with its contents when the run ends. */
    temporaryFolder: string
  }
}

export function setup(project: TestProject) {
  const folder = mkdtempSync(join(tmpdir(), 'roster-tests-'))
  project.provide('temporaryFolder', folder)
  return () => rmSync(folder, { recursive: true, force: true })
}
