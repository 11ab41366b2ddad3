import type { SQL } from 'drizzle-orm'
import type { BatchItem, BatchResponse } from 'drizzle-orm/batch'
import { drizzle } from 'drizzle-orm/d1'
import { innermost } from './unavailable.ts'

export type Database = ReturnType<typeof openDatabase>

/** A statement for D1 that has not run yet. `commit` runs several in one round trip, all or none. */
export type Statement = BatchItem<'sqlite'>

/** What has to be true when a statement of a batch runs. */
export type Condition = SQL

type Unique = 'username' | 'email' | 'field'

/** A unique index refused: another account has the username, the email address or the value of a unique field. */
export class Taken extends Error {
  override name = 'Taken'
  readonly what: Unique

  constructor(what: Unique) {
    super(what)
    this.what = what
  }
}

/** Whether a unique index refused, whichever it is. */
export const isRefusedByIndex = (error: unknown): boolean =>
  error instanceof Taken || /UNIQUE constraint failed/.test(innermost(error).message)

/** Whether D1 refused a value or a row of more than 2 MB. */
export const isTooLong = (error: unknown): boolean => /string or blob too big/i.test(innermost(error).message)

export const openDatabase = (d1: D1Database) => drizzle(d1)

export type Commit = ReturnType<typeof openCommit>

/** Runs statements in one D1 batch, which is one transaction. Throws Taken when a unique index refuses. */
export const openCommit =
  (db: Database) =>
  async <First extends Statement, Rest extends Statement[]>(
    first: First,
    ...rest: Rest
  ): Promise<BatchResponse<[First, ...Rest]>> => {
    try {
      return await db.batch<Statement, [First, ...Rest]>([first, ...rest])
    } catch (error) {
      throw takenOf(error) ?? error
    }
  }

type Named = Record<string, Statement | readonly Statement[]>

type Result<Part> = Part extends Statement
  ? Part['_']['result']
  : Part extends readonly unknown[]
    ? unknown[]
    : undefined

/** Commits statements, and lists of them, in their order. Returns the result of each under its name. */
export async function commitNamed<Parts extends Named>(
  commit: Commit,
  parts: Parts,
): Promise<{ [Name in keyof Parts]: Result<Parts[Name]> }> {
  const named = Object.entries<Statement | readonly Statement[]>(parts)
  const [first, ...rest] = named.flatMap(([, part]) => part)
  const results: unknown[] = first ? [...(await commit<Statement, Statement[]>(first, ...rest))] : []
  const taken = named.map(([name, part]) => [
    name,
    Array.isArray(part) ? results.splice(0, part.length) : results.shift(),
  ])
  return Object.fromEntries(taken)
}

// drizzle wraps D1's error, and D1 tells a constraint by its text alone.
function takenOf(error: unknown): Taken | undefined {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    const [, column] =
      /UNIQUE constraint failed: (?:accounts\.(?=\w+_key)|unique_)(username|email|field)/.exec(
        cause.message,
      ) ?? []
    if (column) return new Taken(column as Unique)
  }
  return undefined
}
