import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 30_000,
    projects: [
      { extends: true, test: { name: 'sqlite', env: { TEST_ENGINE: 'sqlite' } } },
      {
        extends: true,
        test: {
          name: 'postgres',
          env: { TEST_ENGINE: 'postgres' },
          globalSetup: ['test/postgres-server.ts'],
        },
      },
    ],
  },
})
