import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, it } from 'vitest'
import { migrationNames } from '../../src/cli/migration-names.ts'
import { projectRoot } from '../../src/cli/project-root.ts'

const folder = join(projectRoot, 'migrations')
const names = migrationNames(projectRoot)

type Column = { place: string; isOptional: boolean }

const columnsOf = (db: DatabaseSync): Column[] =>
  db
    .prepare(
      `select t.name || '.' || c.name as place, c."notnull" = 0 or c.dflt_value is not null as isOptional
       from sqlite_master t join pragma_table_info(t.name) c where t.type = 'table' order by 1`,
    )
    .all()
    .map(({ place, isOptional }) => ({ place: String(place), isOptional: isOptional === 1 }))

const places = (columns: Column[]) => columns.map(({ place }) => place)
const tableOf = (place: string) => place.split('.')[0]

/** What each migration takes away, and what it adds to a table that was there and every new row has to have. */
const burdens = (migrations: string[]) => {
  const db = new DatabaseSync(':memory:')
  return migrations.flatMap((sql) => {
    const before = places(columnsOf(db))
    db.exec(sql)
    const after = columnsOf(db)
    const gone = before.filter((place) => !places(after).includes(place))
    const demanded = after.filter(
      ({ place, isOptional }) =>
        !isOptional && !before.includes(place) && before.some((old) => tableOf(old) === tableOf(place)),
    )
    return [
      ...gone.map((place) => `without ${place}`),
      ...places(demanded).map((place) => `demands ${place}`),
    ]
  })
}

it('leave the Worker before them every table and column, so that it can be rolled back to', () => {
  expect(names.length).toBeGreaterThan(6)
  expect(burdens(names.map((name) => readFileSync(join(folder, name), 'utf8')))).toEqual([])
})

it('would be found out if one did not', () => {
  const first = 'create table a (id integer primary key, x text, y text); create table b (id integer)'
  expect(
    burdens([
      first,
      'alter table a drop column x; drop table b',
      'alter table a rename column y to z',
      "create table c (id integer not null); drop table a; create table a (id integer primary key, z text, n text not null, d text not null default '')",
    ]),
  ).toEqual(['without a.x', 'without b.id', 'without a.y', 'demands a.n'])
})
