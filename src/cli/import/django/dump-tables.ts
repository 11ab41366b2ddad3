import { Refused } from '../../refused.ts'
import { readLines } from '../read-text.ts'
import { unescapeField } from './copy-text.ts'
import { type DumpSchema, mysqlSchema, NAME, nameOf, namesOf, postgresSchema } from './dump-schema.ts'
import { InsertReader } from './insert-reader.ts'
import type { Table, TableReader, Value } from './table.ts'

const COPY = new RegExp(String.raw`^COPY ${NAME} \((.+)\) FROM stdin;$`)
const INSERT = new RegExp(
  String.raw`^(?:INSERT|REPLACE) (?:IGNORE )?INTO ${NAME}(?: \((.+?)\))?(?: OVERRIDING (?:SYSTEM|USER) VALUE)? VALUES?(?=[\s(]|$)`,
  'i',
)
const HAS_ROWS = /^(INSERT|REPLACE) (IGNORE )?INTO (?!.+ DEFAULT VALUES;$)/
const STRINGS = /^SET standard_conforming_strings = (on|off);$/
const ENCODING = /^SET client_encoding = '(.+)';$/
const MYSQL_ENCODING = /^\/\*!\d+ SET NAMES (\w+) \*\/;$/

/** Where another database begins. */
const OTHER_DATABASE = /^(\\connect |USE `)/

/** What has lines that look like statements: the body of a function at Postgres, of a trigger at MySQL. */
const BODIES: [begins: RegExp, ends: (line: string, begun: string) => boolean][] = [
  [/^(?: +AS|DO) (\$\w*\$)(?!.*\$)/, (line, begun) => line.includes(begun)],
  [/^DELIMITER (?!;$)(.+)$/, (line) => line === 'DELIMITER ;'],
]

/** How the programs that write dumps begin and end them. */
const ENDS: [begins: RegExp, ends: RegExp][] = [
  [/^-- PostgreSQL database dump$/, /^-- PostgreSQL database dump complete$/],
  [/^-- (MySQL|MariaDB) dump /, /^-- Dump completed\b/],
]

/** Rows with as many values as columns, and the number of the line that they end in. */
type TakeRow = (values: Value[], line: number) => void

type Visitor = {
  statement?: (line: string) => void
  /** Returns what takes the rows that follow. `columns`: undefined if the rows do not name them. */
  copy: (table: string, columns: string[]) => TakeRow | undefined
  insert: (table: string, columns: string[] | undefined, line: number) => TakeRow | undefined
}

type Form = { isMysql: boolean }

/** Reads a dump, line by line. */
class DumpVisit {
  readonly #path: string
  readonly #isMysql: boolean
  readonly #visitor: Visitor
  #isCopying = false
  #insert: InsertReader | undefined
  #takeRow: TakeRow | undefined
  #hasBackslashes: boolean
  #isCrlf = false
  #line = 0
  #isInBody: ((line: string) => boolean) | undefined
  #missingEnd: RegExp | undefined

  constructor(path: string, { isMysql }: Form, visitor: Visitor) {
    this.#path = path
    this.#isMysql = isMysql
    this.#visitor = visitor
    this.#hasBackslashes = isMysql
  }

  read(line: string, number: number, end: string) {
    this.#line = number
    if (number === 1) this.#isCrlf = end === '\r\n'
    if (this.#insert) this.#readRows(line, end)
    else if (this.#isCopying) this.#readCopied(line, number)
    else if (this.#isInBody) {
      if (!this.#isInBody(line)) this.#isInBody = undefined
    } else this.#readStatement(line, number, end)
  }

  /** Throws Refused if the dump may not end here. */
  end() {
    if (this.#isCopying)
      throw new Refused(`${this.#path}: the file ends within the rows of a table, without \\.`)
    if (this.#insert) throw new Refused(`${this.#path}: the file ends within an INSERT, without its ;`)
    if (this.#missingEnd)
      throw new Refused(`${this.#path}: the file ends too early: its last line is not that of a whole dump`)
  }

  #readStatement(line: string, number: number, end: string) {
    const [, table = '', columns = ''] = COPY.exec(line) ?? []
    if (table !== '') {
      this.#isCopying = true
      this.#takeRow = this.#visitor.copy(nameOf(table), namesOf(columns))
      return
    }
    if (HAS_ROWS.test(line)) return this.#beginInsert(line, number, end)
    for (const [begins, ends] of BODIES) {
      const [, begun] = begins.exec(line) ?? []
      if (begun !== undefined) this.#isInBody = (each) => !ends(each, begun)
    }
    this.#noteEnd(line)
    this.#refuseEncoding(line)
    const [, isOn] = STRINGS.exec(line) ?? []
    if (isOn !== undefined) this.#hasBackslashes = isOn === 'off'
    this.#visitor.statement?.(line)
  }

  #noteEnd(line: string) {
    for (const [begins, ends] of ENDS) if (begins.test(line)) this.#missingEnd = ends
    if (this.#missingEnd?.test(line)) this.#missingEnd = undefined
  }

  #readCopied(line: string, number: number) {
    if (line === '\\.') this.#isCopying = false
    else this.#takeRow?.(line.split('\t').map(unescapeField), number)
  }

  #beginInsert(line: string, number: number, end: string) {
    const [head, table, columns] = INSERT.exec(line) ?? []
    if (head === undefined || table === undefined)
      throw this.#refusal('an INSERT is of another form than pg_dump and mysqldump write')
    const names = columns === undefined ? undefined : namesOf(columns)
    const takeRow = this.#visitor.insert(nameOf(table), names, number)
    this.#insert = new InsertReader(
      { hasBackslashes: this.#hasBackslashes, isMysql: this.#isMysql },
      (values) => takeRow?.(values, this.#line),
      this.#refusal,
    )
    this.#readRows(line.slice(head.length), end)
  }

  #readRows(line: string, end: string) {
    // A file whose lines all end so had other ends in its texts, too.
    if (this.#insert?.push(line + (this.#isCrlf ? '\n' : end))) this.#insert = undefined
  }

  #refusal = (what: string) => new Refused(`${this.#path}: line ${this.#line}: ${what}`)

  #refuseEncoding(line: string) {
    const [, encoding = 'UTF8'] = ENCODING.exec(line) ?? []
    if (encoding !== 'UTF8')
      throw new Refused(`${this.#path} is ${encoding}. Make it again with pg_dump --encoding=UTF8`)
    const [, names = 'utf8mb4'] = MYSQL_ENCODING.exec(line) ?? []
    if (!/^utf8(mb[34])?$/.test(names))
      throw new Refused(`${this.#path} is ${names}. Make it again with --default-character-set=utf8mb4`)
  }
}

const HEX = 'If it has columns of bytes, make it again with --hex-blob'

/** Reads a dump once. Throws Refused for one that ends too early, is not UTF-8, or has rows of another form. */
const visit = async (path: string, form: Form, visitor: Visitor): Promise<void> => {
  const reading = new DumpVisit(path, form, visitor)
  await readLines(
    path,
    (line, number, end) => reading.read(line, number, end),
    form.isMysql ? HEX : undefined,
  )
  reading.end()
}

/** Notes the tables of a dump, and that it is of one database. */
const noteTables = (path: string, schema: DumpSchema): Visitor => {
  const twice = (name: string) =>
    new Refused(`${path} has ${name} twice: it is of several databases. Dump one of them`)
  /** In which of its databases a table had its rows. */
  const databases = new Map<string, number>()
  let database = 0
  return {
    statement: (line) => {
      if (OTHER_DATABASE.test(line)) database++
      const created = schema.read(line)
      if (created !== undefined && schema.hasRows(created)) throw twice(created)
    },
    copy: (name, columns) => {
      if (schema.hasRows(name)) throw twice(name)
      schema.addRows(name, columns)
      return undefined
    },
    insert: (name, columns) => {
      const all = columns ?? schema.columnsOf(name)
      if (!all)
        throw new Refused(
          `${path} does not say what the columns of ${name} are. Make it again without --data-only, or with --column-inserts (mysqldump: --complete-insert)`,
        )
      if ((databases.get(name) ?? database) !== database) throw twice(name)
      databases.set(name, database)
      schema.addRows(name, all)
      return undefined
    },
  }
}

/** The values of a row in the order of the table's columns. Throws Refused if there are too few or too many. */
const rowTaker =
  (path: string, table: Table, columns: string[], take: (table: Table, values: Value[]) => void): TakeRow =>
  (values, line) => {
    if (values.length !== columns.length)
      throw new Refused(
        `${path}: line ${line}: a row of ${table.name} has ${values.length} fields instead of ${columns.length}`,
      )
    const isInOrder = table.columns.every(({ name }, at) => name === columns[at])
    take(table, isInOrder ? values : table.columns.map(({ name }) => values[columns.indexOf(name)] ?? null))
  }

/** What plain `pg_dump` writes, with COPY or with INSERT, or what mysqldump and mariadb-dump write. */
export const dumpTables = (path: string, form: Form): TableReader => {
  const schema = form.isMysql ? mysqlSchema() : postgresSchema()
  return {
    format: form.isMysql ? 'mysql' : 'postgres',
    tables: async () => {
      await visit(path, form, noteTables(path, schema))
      return schema.described()
    },
    rows: (wanted, take) => {
      const taker = (name: string, columns: string[] | undefined) => {
        const table = wanted.get(name)
        return table && rowTaker(path, table, columns ?? schema.columnsOf(name) ?? [], take)
      }
      return visit(path, form, { copy: taker, insert: taker })
    },
  }
}
