import { readdirSync, type Stats, statSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { Refused } from '../refused.ts'
import { csvTables } from './django/csv-tables.ts'
import { openDjango } from './django/django-source.ts'
import { dumpTables } from './django/dump-tables.ts'
import { jsonTables } from './django/json-tables.ts'
import { sqliteTables } from './django/sqlite-tables.ts'
import { openExpress } from './express-source.ts'
import { readObjects } from './read-objects.ts'
import { refuseKnownFormats } from './refused-formats.ts'
import type { Source, SourceOptions } from './source.ts'
import { isTimeZone } from './times.ts'

const HEAD_BYTES = 4_096

const headOf = async (path: string): Promise<string> => {
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0)
    return buffer.toString('latin1', 0, bytesRead)
  } finally {
    await file.close()
  }
}

const IS_MYSQL =
  /^(\/\*(M!|!\d{5} )|-- (MySQL|MariaDB|phpMyAdmin) |(CREATE TABLE|INSERT INTO|DROP TABLE|LOCK TABLES)[^`\n]* `)/m

const BYTE_ORDER_MARK = /^\xef\xbb\xbf/

const openFile = async (path: string, options: SourceOptions): Promise<Source> => {
  const head = (await headOf(path)).replace(BYTE_ORDER_MARK, '')
  if (head.trim() === '') throw new Refused(`${path} is empty`)
  if (head.startsWith('SQLite format 3\0')) return openDjango(sqliteTables(path), options)
  refuseKnownFormats(path, head)
  if (/^\s*[[{]/.test(head)) return openJson(path, options)
  if (IS_MYSQL.test(head)) return openDjango(dumpTables(path, { isMysql: true }), options)
  if (/^(--|SET |COPY |INSERT INTO |\\restrict )/m.test(head))
    return openDjango(dumpTables(path, { isMysql: false }), options)
  const header = head.split(/[\r\n]/, 1)[0]?.split(/[,;\t]/) ?? []
  if (header.some((name) => /^"?password"?$/i.test(name))) return openDjango(csvTables([path]), options)
  throw new Refused(
    `${path} is of no known format. These are: Django's SQLite file, dumpdata JSON, plain pg_dump, mysqldump, a folder of CSV files, mongoexport`,
  )
}

const openJson = async (path: string, options: SourceOptions): Promise<Source> => {
  for await (const first of readObjects(path)) {
    if ('model' in first && 'fields' in first)
      return openDjango(jsonTables(path, options.usernameField), options)
    if ('_id' in first) return openExpress(path, options)
    throw new Refused(`${path} is JSON, but neither of dumpdata (model, fields) nor of mongoexport (_id)`)
  }
  throw new Refused(`${path} has no records`)
}

const openFolder = (path: string, options: SourceOptions): Promise<Source> => {
  const names = readdirSync(path).sort()
  if (names.includes('toc.dat')) {
    throw new Refused(`${path} is pg_dump's directory format. Type: pg_restore -f dump.sql ${path}`)
  }
  if (names.some((name) => name.endsWith('.bson'))) {
    throw new Refused(`${path} is of mongodump. Type: mongoexport --collection users --out users.jsonl`)
  }
  const files = names.filter((name) => /\.csv$/i.test(name)).map((name) => join(path, name))
  if (files.length === 0) throw new Refused(`${path} is a folder without CSV files`)
  return openDjango(csvTables(files), options)
}

const statOf = (path: string): Stats => {
  try {
    return statSync(path)
  } catch (error) {
    throw new Refused(`${path} cannot be read: ${(error as NodeJS.ErrnoException).code}`)
  }
}

/**
 * Recognises what an old system's people are in by its content, and reads it once to its end. Throws Refused, with a
 * sentence on what to do, for what is not known, broken, or has no people. Close it in the end.
 */
export const openSource = async (path: string, options: SourceOptions = {}): Promise<Source> => {
  const { timeZone } = options
  if (timeZone !== undefined && !isTimeZone(timeZone)) {
    throw new Refused(`${timeZone} is no time zone. Name one as Europe/Berlin`)
  }
  const stat = statOf(path)
  return stat.isDirectory() ? openFolder(path, options) : openFile(path, options)
}
