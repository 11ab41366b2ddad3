import { join } from 'node:path'
import { expect, it, onTestFinished, vi } from 'vitest'
import { applyMigrations, type Migration, readMigrations } from '../../src/cli/local-migrations.ts'
import { projectRoot } from '../../src/cli/project-root.ts'
import { openLocalBindings } from '../../src/cli/wrangler/bindings.ts'
import { openWrangler } from '../../src/cli/wrangler/run-wrangler.ts'
import { temporaryFolder } from './temporary-folder.ts'

const going = new AbortController().signal

/** The names of what was applied to a database, and of its tables. */
const look = async (state: string) => {
  const { env, dispose } = await openLocalBindings(projectRoot, state)
  const names = async (sql: string) => {
    const { results } = await env.DB.prepare(sql).all<{ name: string }>()
    return results.map(({ name }) => name)
  }
  const seen = {
    applied: await names('select name from d1_migrations order by id'),
    tables: await names(
      "select name from sqlite_master where type = 'table' and name in ('one', 'two', 'three')",
    ),
  }
  await dispose()
  return seen
}

it('applies what is missing, once, and wrangler finds nothing more to apply', async () => {
  const folder = temporaryFolder()
  const names = readMigrations().map(({ name }) => name)
  expect(await applyMigrations(going, join(folder, 'v3'))).toEqual({ applied: names })
  expect(await applyMigrations(going, join(folder, 'v3'))).toEqual({ applied: [] })
  vi.stubEnv('WRANGLER_LOG', 'log')
  onTestFinished(() => void vi.unstubAllEnvs())
  const wrangler = openWrangler(going)
  const { code, text } = await wrangler([
    ...['d1', 'migrations', 'list', 'DB', '--local'],
    `--persist-to=${folder}`,
  ])
  expect([code, text]).toEqual([0, expect.stringContaining('No migrations to apply!')])
})

const MIGRATIONS: Migration[] = [
  { name: '0000_one.sql', statements: ['create table one (id)'] },
  { name: '0001_two.sql', statements: ['create table two (id)', 'insert into nowhere values (1)'] },
  { name: '0002_three.sql', statements: ['create table three (id)'] },
]

it('keeps nothing of a migration that fails, and goes on with it the next time', async () => {
  const state = temporaryFolder()
  expect(await applyMigrations(going, state, MIGRATIONS)).toEqual({
    applied: ['0000_one.sql'],
    problem: '0001_two.sql: D1_ERROR: no such table: nowhere: SQLITE_ERROR',
  })
  expect(await look(state)).toEqual({ applied: ['0000_one.sql'], tables: ['one'] })

  const mended = MIGRATIONS.map((each) => ({ ...each, statements: each.statements.slice(0, 1) }))
  expect(await applyMigrations(going, state, mended)).toEqual({ applied: ['0001_two.sql', '0002_three.sql'] })
  expect((await look(state)).tables).toEqual(['one', 'two', 'three'])
})

it('applies nothing more once it is told to stop', async () => {
  const state = temporaryFolder()
  expect(await applyMigrations(AbortSignal.abort(), state, MIGRATIONS)).toEqual({ applied: [] })
  expect(await look(state)).toEqual({ applied: [], tables: [] })
})
