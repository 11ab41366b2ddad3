import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, it } from 'vitest'
import { hasEveryMigration, hasNoStaff } from '../../../src/cli/commands/start/local-database.ts'
import { temporaryFolder } from '../temporary-folder.ts'

const D1 = '.wrangler/state/v3/d1/miniflare-D1DatabaseObject'

/** A project with two migrations, and a database in which some were applied. */
const project = (applied: string[], file = 'e7.sqlite') => {
  const root = temporaryFolder()
  mkdirSync(join(root, 'migrations/meta'), { recursive: true })
  mkdirSync(join(root, D1), { recursive: true })
  for (const name of ['0000_one.sql', '0001_two.sql']) writeFileSync(join(root, 'migrations', name), '')
  const database = new DatabaseSync(join(root, D1, file))
  database.exec('create table d1_migrations (name text)')
  for (const name of applied) database.prepare('insert into d1_migrations values (?)').run(name)
  database.close()
  return root
}

it('has every migration, or lacks one', () => {
  expect(hasEveryMigration(project(['0000_one.sql', '0001_two.sql']))).toBe(true)
  expect(hasEveryMigration(project(['0000_one.sql', '0001_two.sql', '0002_newer.sql']))).toBe(true)
  expect(hasEveryMigration(project(['0000_one.sql']))).toBe(false)
})

it('is not known to have them where there is none, more than one, or one that cannot be read', () => {
  const all = ['0000_one.sql', '0001_two.sql']
  expect(hasEveryMigration(temporaryFolder())).toBe(false)
  expect(hasEveryMigration(project(all, 'metadata.sqlite'))).toBe(false)
  const two = project(all)
  writeFileSync(join(two, D1, 'f8.sqlite'), '')
  expect(hasEveryMigration(two)).toBe(false)
  const broken = project(all)
  for (const name of readdirSync(join(broken, D1))) writeFileSync(join(broken, D1, name), 'no database')
  expect(hasEveryMigration(broken)).toBe(false)
})

it('has no staff, or has some', () => {
  const withStaff = (...staff: number[]) => {
    const root = project([])
    const database = new DatabaseSync(join(root, D1, 'e7.sqlite'))
    database.exec('create table accounts (is_staff integer)')
    for (const each of staff) database.prepare('insert into accounts values (?)').run(each)
    database.close()
    return root
  }
  expect(hasNoStaff(withStaff())).toBe(true)
  expect(hasNoStaff(withStaff(0, 0))).toBe(true)
  expect(hasNoStaff(withStaff(0, 1))).toBe(false)
  // Of a database that cannot be read nothing is known.
  expect(hasNoStaff(project([]))).toBe(false)
})
