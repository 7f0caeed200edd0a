import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 30_000,
    expect: { poll: { timeout: 10_000 } },
    // Most tests on PostgreSQL wait for its processes: with less there is a core that does nothing.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    projects: [
      {
        extends: true,
        test: {
          name: 'sqlite',
          env: { TEST_ENGINE: 'sqlite' },
          exclude: ['test/postgres/**'],
          globalSetup: ['test/temporary-folder.ts', 'test/template.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'postgres',
          env: { TEST_ENGINE: 'postgres' },
          exclude: ['test/sqlite/**'],
          globalSetup: ['test/temporary-folder.ts', 'test/postgres-server.ts', 'test/template.ts'],
        },
      },
    ],
  },
})
