import { basename } from 'node:path'
import { Refused } from '../../refused.ts'
import { type CsvRecord, readCsv } from '../read-csv.ts'
import type { Table, TableReader } from './table.ts'

/** Some programs put the schema before the name of the table, or the minute of the export after it. */
const tableName = (path: string) =>
  basename(path)
    .replace(/\.csv$/i, '')
    .replace(/^public\./, '')
    .replace(/_20\d{10}$/, '')

/** Names as the database has them, where a program wrote them for people: `Last Login`, `LAST_LOGIN`. */
const columnName = (text: string) => {
  const name = text.trim()
  return /[a-z][A-Z]/.test(name) ? name : name.toLowerCase().replaceAll(/[ -]+/g, '_')
}

/** A header as the description of a table. Throws Refused if a name is missing or there twice. */
const tableOf = (path: string, header: CsvRecord): Table => {
  const names = header.map((name) => columnName(name ?? ''))
  if (names.includes('') || new Set(names).size < names.length) {
    throw new Refused(`${path}: line 1: every column needs a name of its own`)
  }
  return {
    name: tableName(path),
    columns: names.map((name) => ({ name, kind: 'unknown' })),
    unique: undefined,
    references: new Map(),
  }
}

const headerOf = async (path: string): Promise<Table | undefined> => {
  let table: Table | undefined
  await readCsv(path, (record) => {
    table = tableOf(path, record)
    return false
  })
  return table
}

/** CSV files with headers, a table each, named as the tables are. */
export const csvTables = (paths: string[]): TableReader => ({
  format: 'csv',
  tables: async () => {
    const tables: Table[] = []
    for (const path of paths) {
      const table = await headerOf(path)
      if (table) tables.push(table)
    }
    return tables
  },
  rows: async (wanted, take) => {
    for (const path of paths) {
      const table = wanted.get(tableName(path))
      if (!table) continue
      await readCsv(path, (record, isHeader) => {
        if (!isHeader) take(table, record)
        return true
      })
    }
  },
})
