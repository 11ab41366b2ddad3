import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { onTestFinished } from 'vitest'
import { openSource } from '../../../src/cli/import/open-source.ts'
import type { OldPerson, Source, SourceOptions } from '../../../src/cli/import/source.ts'
import { temporaryFolder } from '../temporary-folder.ts'

const FIXTURES = join(import.meta.dirname, 'fixtures')

export const fixture = (name: string): string => join(FIXTURES, name)

/** Opens a source until the test ends. */
export const opened = async (path: string, options?: SourceOptions): Promise<Source> => {
  const source = await openSource(path, options)
  onTestFinished(() => source.close())
  return source
}

export const peopleOf = async (source: Source): Promise<OldPerson[]> => {
  const people: OldPerson[] = []
  for await (const person of source.people()) people.push(person)
  return people
}

/** A SQLite file made of SQL. */
export const sqliteFile = (sql: string): string => {
  const path = join(temporaryFolder(), 'db.sqlite3')
  const db = new DatabaseSync(path, { enableForeignKeyConstraints: false })
  db.exec(sql)
  db.close()
  return path
}

/** The path of one site in a format. */
export const siteAs = (format: string): string =>
  format === 'sqlite'
    ? sqliteFile(readFileSync(fixture('site/sqlite.sql'), 'utf8'))
    : fixture(`site/${format}`)

/** What the site knows of its people, by its own words. */
export const truth = (): Truth[] => JSON.parse(readFileSync(fixture('site/truth.json'), 'utf8'))

type Truth = {
  id: number
  username: string
  email: string
  hash: string
  is_active: boolean
  is_staff: boolean
  is_superuser: boolean
  first_name: string
  last_name: string
  date_joined: string
  last_login: string | null
  groups: string[]
  token: string | null
  image: string | null
}
