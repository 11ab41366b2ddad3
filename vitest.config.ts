import { cloudflareTest, readD1Migrations } from '@cloudflare/vitest-pool-workers'
import { defineConfig } from 'vitest/config'

// The tests bring their own secrets (test/support/secrets.ts); wrangler would miss them once for each file.
process.env.WRANGLER_LOG ??= 'error'

export default defineConfig(({ mode }) => ({
  test: {
    // A password hash takes its time; a test with a few of them is not slow.
    slowTestThreshold: 5_000,
    projects: [
      {
        plugins: [
          cloudflareTest(async () => ({
            wrangler: { configPath: './wrangler.toml' },
            miniflare: {
              bindings: { MIGRATIONS: await readD1Migrations('./migrations'), MODE: mode },
              images: { binding: 'IMAGES' },
            },
          })),
        ],
        test: {
          name: 'workerd',
          include: ['test/**/*.test.ts'],
          exclude: ['test/cli/**', 'test/openapi/**'],
          setupFiles: ['test/support/setup.ts'],
        },
      },
      {
        // The table of common passwords; no test in Node looks into it.
        assetsInclude: ['**/*.bin'],
        test: { name: 'node', include: ['test/cli/**/*.test.ts', 'test/openapi/**/*.test.ts'] },
      },
    ],
  },
}))
