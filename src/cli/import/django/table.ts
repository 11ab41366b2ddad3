import type { SourceFormat } from '../source.ts'

/** What the source says of the values of a column. `unknown`: nothing, as in CSV. */
export type ColumnKind =
  | 'text'
  | 'integer'
  | 'decimal'
  | 'real'
  | 'boolean'
  | 'datetime'
  | 'date'
  | 'uuid'
  | 'json'
  | 'binary'
  | 'unknown'

export type Column = { name: string; kind: ColumnKind }

/** A table as a source describes it. Columns are in the order of the rows. */
export type Table = {
  name: string
  /** Django's name for it, if the source says. */
  model?: string
  columns: Column[]
  /** The primary key, if the source says. */
  key?: string
  /** Columns of which each is a primary key or unique by itself. Undefined if the source does not say. */
  unique: Set<string> | undefined
  /** Which table a column refers to. */
  references: Map<string, string>
}

/** A reference by a name in place of an id, as `dumpdata --natural-foreign` writes it. Never taken for an id. */
export class NaturalKey {
  readonly name: string

  constructor(name: string) {
    this.name = name
  }
}

/** A value of a row: what SQLite, JSON, COPY or CSV have, or a NaturalKey. */
export type Value = unknown

/** A source of tables. Both read the file from its beginning. */
export type TableReader = {
  format: SourceFormat
  /** What the person at the terminal should know of the file, a sentence each. */
  notes?: string[]
  tables(): Promise<Table[]>
  /** Passes each row of the wanted tables to `take`. Throws Refused for a row that cannot be read. */
  rows(wanted: ReadonlyMap<string, Table>, take: (table: Table, values: Value[]) => void): Promise<void>
}

const KINDS: [RegExp, ColumnKind][] = [
  [/^bool/, 'boolean'],
  [/^(datetime|timestamp)/, 'datetime'],
  [/^date$/, 'date'],
  // Django's UUIDField at SQLite.
  [/^(uuid|char\(32\))$/, 'uuid'],
  [/^jsonb?$/, 'json'],
  [/^(decimal|numeric)/, 'decimal'],
  [/^(real|double|float)/, 'real'],
  [/^(\w*blob|bytea|(var)?binary)/, 'binary'],
  [/^(smallint|integer|bigint|int|smallserial|serial|bigserial)( unsigned)?$/, 'integer'],
]

/** The kind of a column by its type in SQL. */
export const kindOfType = (type: string): ColumnKind =>
  KINDS.find(([pattern]) => pattern.test(type.toLowerCase()))?.[1] ?? 'text'

export const hasColumns = ({ columns }: Table, ...names: string[]): boolean =>
  names.every((name) => columns.some((column) => column.name === name))

/** The name of a table without its schema. */
export const bareName = (table: string): string => table.slice(table.lastIndexOf('.') + 1)

/** The column by which rows are referred to. */
export const keyColumn = ({ key, columns }: Table): string =>
  key ??
  ['id', 'uuid', 'user_id'].find((name) => columns.some((column) => column.name === name)) ??
  columns[0]?.name ??
  ''
