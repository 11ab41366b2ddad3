import { applyD1Migrations, reset } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { expect, it } from 'vitest'
import { describeDatabase, renewStorage } from './support/storage.ts'

/** Without the times at which the migrations ran. */
const describeUndated = async () =>
  (await describeDatabase()).map(({ sql, values }) => ({
    sql,
    values: sql.includes('d1_migrations') ? values.slice(0, 2) : values,
  }))

it('the database of a test file is the one that the migrations make', async () => {
  await renewStorage()
  const renewed = await describeUndated()
  await reset()
  await applyD1Migrations(env.DB, env.MIGRATIONS)
  const migrated = await describeUndated()
  expect(renewed).toEqual(migrated)
  expect(renewed.filter(({ sql }) => sql.startsWith('insert into d1_migrations'))).toHaveLength(
    env.MIGRATIONS.length,
  )
})

it('storage is empty once it is renewed', async () => {
  await Promise.all([
    env.DB.prepare("insert into counters values ('left', 1)").run(),
    env.REVOKED.put('left', '1'),
    env.PICTURES.put('left', '1'),
  ])
  await renewStorage()
  expect([
    await env.DB.prepare("select * from counters where name = 'left'").first(),
    await env.REVOKED.get('left'),
    await env.PICTURES.get('left'),
  ]).toEqual([null, null, null])
})
