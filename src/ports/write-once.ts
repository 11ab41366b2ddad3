import { getTableName, is, Param, Placeholder, SQL } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/d1'
import { QueryPromise } from 'drizzle-orm/query-promise'
import { SQLiteTable } from 'drizzle-orm/sqlite-core'
import type { Database, Statement } from './database.ts'

/*
 * Writing its statements anew took drizzle up to 40 % of the CPU of a request (decision 80). So the SQL is written once per
 * isolate, for each shape of what the statement is made from. Strings and numbers are parameters; everything else belongs
 * to the shape, as the length of an array and the names in an object do.
 *
 * A builder hands strings and numbers on to drizzle and does nothing else with them: the first time it gets placeholders
 * for them. To it they are SQL, so that the compiler refuses to compare or to count them; where they become text, they
 * throw. What depends on a string or a number is decided before, and given as undefined or as a boolean.
 */

/** How many shapes of a statement are kept. There are a few; a caller that made more would fill the memory. */
const MOST_SHAPES = 64

/** The values of a row, in the order of its columns. Which of them are null does not belong to the shape. */
export class RowValues {
  readonly values: readonly unknown[]

  constructor(values: readonly unknown[]) {
    this.values = values
  }
}

/** What a builder gets: SQL in the place of each string and number. */
export type Placeholders<Given> = Given extends string | number
  ? SQL
  : Given extends SQL | RowValues | SQLiteTable | boolean | null | undefined
    ? Given
    : { [Name in keyof Given]: Placeholders<Given[Name]> }

type Build<Given extends unknown[], Made> = (db: Database, ...given: Placeholders<Given>) => Made

/** Several statements contain a part of this kind, such as a condition. */
export function partOnce<Given extends unknown[]>(
  build: Build<Given, SQL>,
): (db: Database, ...given: Given) => SQL {
  const kind = kinds++
  return (db, ...given) => {
    const { shape, values } = lookAt(given)
    const buildNow = () => build(db, ...(given as unknown as Placeholders<Given>))
    if (shape === undefined) return buildNow()
    return new Part(`${kind}${shape}`, values, (next) =>
      next ? build(writer(), ...(placeholdersFor(given, next) as Placeholders<Given>)) : buildNow(),
    )
  }
}

/** A statement to await, or for `commit`. One that contains SQL of which nothing is known is built each time. */
export const statementOnce =
  <Given extends unknown[]>() =>
  <Made extends Statement>(
    build: Build<Given, Made>,
  ): ((db: Database, ...given: Given) => WrittenStatement<Made['_']['result']>) => {
    const written = new Map<string, Written>()
    return (db, ...given) => {
      const { shape, values } = lookAt(given)
      if (shape === undefined) {
        return new WrittenStatement(db, write(build(db, ...(given as unknown as Placeholders<Given>))), [])
      }
      let known = written.get(shape)
      if (!known) {
        known = write(build(writer(), ...(placeholdersFor(given, { at: 0 }) as Placeholders<Given>)))
        if (written.size < MOST_SHAPES) written.set(shape, known)
      }
      return new WrittenStatement(db, known, values)
    }
  }

let kinds = 0

/** Drizzle without a database, which statements of all requests are written with. */
const writer = () => {
  opened ??= drizzle({ prepare: () => undefined } as unknown as D1Database)
  return opened
}
let opened: Database | undefined

/** A prepared query of drizzle, as far as it is used here. */
type Prepared = {
  getQuery: () => { sql: string; params: unknown[] }
  mapResult: (response: unknown, isFromBatch: boolean) => unknown
  mapAllResult: (rows: unknown[]) => unknown
  executeMethod: string
}

/** A parameter: a value that is always the same, or the one of this index, as its column stores it. */
type Parameter = { value: unknown } | { index: number; encode?: ((value: unknown) => unknown) | undefined }

type Written = { text: string; parameters: Parameter[]; prepared: Prepared }

function write(statement: Statement): Written {
  const prepared = (statement as unknown as { _prepare: () => Prepared })._prepare()
  const { sql, params } = prepared.getQuery()
  return { text: sql, parameters: params.map(parameterOf), prepared }
}

function parameterOf(value: unknown): Parameter {
  if (value instanceof ValuePlaceholder) return { index: value.index }
  if (is(value, Param) && value.value instanceof ValuePlaceholder) {
    const { encoder } = value
    return { index: value.value.index, encode: (given) => encoder.mapToDriverValue(given) }
  }
  return { value }
}

/** A statement of a request: SQL that is known, and values. */
export class WrittenStatement<Result> extends QueryPromise<Result> {
  declare readonly _: { readonly dialect: 'sqlite'; readonly result: Result }
  readonly #db: Database
  readonly #written: Written
  readonly #values: readonly unknown[]

  constructor(db: Database, written: Written, values: readonly unknown[]) {
    super()
    this.#db = db
    this.#written = written
    this.#values = values
  }

  /** As drizzle's statements have it. */
  toSQL(): { sql: string; params: unknown[] } {
    const params = this.#written.parameters.map((parameter) => {
      if ('value' in parameter) return parameter.value
      const value = this.#values[parameter.index] ?? null
      return value === null || !parameter.encode ? value : parameter.encode(value)
    })
    return { sql: this.#written.text, params }
  }

  /** What a batch of drizzle asks for. */
  _prepare() {
    const { prepared } = this.#written
    const query = this.toSQL()
    return {
      stmt: this.#db.$client.prepare(query.sql),
      getQuery: () => query,
      mapResult: (response: unknown, isFromBatch: boolean) => prepared.mapResult(response, isFromBatch),
    }
  }

  override async execute(): Promise<Result> {
    const { prepared } = this.#written
    const { sql, params } = this.toSQL()
    const statement = this.#db.$client.prepare(sql).bind(...params)
    const result =
      prepared.executeMethod === 'run'
        ? await statement.run()
        : prepared.mapAllResult(await statement.raw<unknown[]>())
    return result as Result
  }
}

/** SQL that is built where a statement with it is written. `build`: with placeholders, the first of which has this index. */
class Part extends SQL {
  readonly shape: string
  readonly values: readonly unknown[]
  readonly build: (next?: { at: number }) => SQL

  constructor(shape: string, values: readonly unknown[], build: (next?: { at: number }) => SQL) {
    super([])
    this.shape = shape
    this.values = values
    this.build = build
    Object.defineProperty(this, 'queryChunks', { get: () => [build()] })
  }
}

/** Of a string or a number, by its index, while a statement is written. */
class ValuePlaceholder extends Placeholder {
  readonly index: number

  constructor(index: number) {
    super(`${index}`)
    this.index = index
  }

  [Symbol.toPrimitive](): never {
    throw new TypeError('a statement is written once, so nothing can be computed from its values')
  }
}

/** `shape` is undefined where something is given of which nothing is known. */
function lookAt(given: readonly unknown[]): { shape: string | undefined; values: unknown[] } {
  const values: unknown[] = []
  return { shape: shapeOfAll(given, values), values }
}

function shapeOfAll(given: readonly unknown[], values: unknown[]): string | undefined {
  let shapes = '('
  for (const each of given) {
    const shape = shapeOf(each, values)
    if (shape === undefined) return undefined
    shapes += `${shape},`
  }
  return `${shapes})`
}

function shapeOf(given: unknown, values: unknown[]): string | undefined {
  if (typeof given === 'string' || typeof given === 'number') {
    values.push(given)
    return '?'
  }
  if (typeof given !== 'object' || given === null) return `${given}`
  if (given instanceof Part) {
    values.push(...given.values)
    return given.shape
  }
  if (given instanceof RowValues) {
    values.push(...given.values)
    return 'row'
  }
  if (Array.isArray(given)) return shapeOfAll(given, values)
  if (given instanceof SQLiteTable) return getTableName(given)
  if (Object.getPrototypeOf(given) !== Object.prototype) return undefined
  const shape = shapeOfAll(Object.values(given), values)
  return shape && `${Object.keys(given)}${shape}`
}

const placeholdersFor = (given: readonly unknown[], next: { at: number }): unknown[] =>
  given.map((each) => placeholderFor(each, next))

function placeholderFor(given: unknown, next: { at: number }): unknown {
  if (typeof given === 'string' || typeof given === 'number') return new ValuePlaceholder(next.at++)
  if (given instanceof Part) return given.build(next)
  if (given instanceof RowValues)
    return new RowValues(given.values.map(() => new ValuePlaceholder(next.at++)))
  if (Array.isArray(given)) return placeholdersFor(given, next)
  if (typeof given !== 'object' || given === null || given instanceof SQLiteTable) return given
  return Object.fromEntries(Object.entries(given).map(([name, each]) => [name, placeholderFor(each, next)]))
}
