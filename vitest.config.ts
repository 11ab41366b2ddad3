import { cloudflareTest, readD1Migrations } from '@cloudflare/vitest-pool-workers'
import { defineConfig } from 'vitest/config'
import { LongFirst } from './test/support/long-first.ts'
import { useMemoryForTemporaryFiles } from './test/support/memory-folder.ts'

// The tests bring their own secrets (test/support/secrets.ts); wrangler would tell of .dev.vars once for each file.
process.env.WRANGLER_LOG ??= 'error'
useMemoryForTemporaryFiles()

/** How long, in milliseconds, a test or a hook may take. What has to be quick is counted, and not timed: a machine may be busy. */
const PATIENCE = 180_000

export default defineConfig(({ mode }) => ({
  test: {
    // Of every core: vitest would keep one for itself. More of them take as long.
    maxWorkers: '100%',
    sequence: { sequencer: LongFirst },
    // A password hash takes its time; a test with a few of them is not slow.
    slowTestThreshold: 5_000,
    // What a request logs behind the last test of a runtime comes too late to be printed. Nothing else is wrong then.
    onUnhandledError: ({ name, message }) =>
      !(name === 'EnvironmentTeardownError' && message.includes('"onUserConsoleLog"')),
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
          // Files share a runtime, which takes two seconds to start; their storage is reset (test/support/setup.ts).
          isolate: false,
          include: ['test/**/*.test.ts'],
          exclude: ['test/catalogue/**', 'test/cli/**', 'test/openapi/**', 'test/pages/**'],
          setupFiles: ['test/support/setup.ts'],
          testTimeout: PATIENCE,
          hookTimeout: PATIENCE,
        },
      },
      {
        test: {
          name: 'node',
          // Files share a process and its modules, which take half a second to load.
          isolate: false,
          include: ['test/{catalogue,cli,openapi}/**/*.test.ts'],
          testTimeout: PATIENCE,
          hookTimeout: PATIENCE,
        },
      },
      {
        test: {
          name: 'browser',
          // Files share a process and its browser.
          isolate: false,
          include: ['test/pages/**/*.test.ts'],
          globalSetup: ['test/pages/support/server.ts'],
          // Node itself runs these: vite's runner does not know `import.meta.resolve`.
          server: { deps: { external: [/\/src\/cli\//] } },
          env: mode === 'screenshots' ? { SCREENSHOTS: 'true' } : {},
          testTimeout: PATIENCE,
          hookTimeout: PATIENCE,
          // After all else, for a page that has to wait for its turn may come too late.
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
}))
