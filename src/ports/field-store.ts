import { and, eq, inArray, ne, type SQL, sql } from 'drizzle-orm'
import type { Config } from './config.ts'
import type { Database, Statement } from './database.ts'
import { type Account, accounts, type FieldValues, uniqueFields } from './schema.ts'

type Dependencies = { db: Database; config: Config }

/** The values of user fields in D1, and those that no two accounts may share. Part of a bundle only if there are fields. */
export function openFieldStore({ db, config }: Dependencies) {
  const isUnique = (name: string) => config.fields[name]?.unique === true
  /** As text by field. An empty value may be anybody's. */
  const uniqueValues = (fields: FieldValues): [field: string, value: string][] =>
    Object.entries(fields).flatMap(([name, value]) =>
      isUnique(name) && value !== null && value !== '' ? [[name, String(value)]] : [],
    )

  return {
    /** Statements that claim the unique values of a new account, in the batch that inserts it. */
    claim: ({ id: accountId, fields }: Pick<Account, 'id' | 'fields'>): Statement[] =>
      uniqueValues(fields).map(([field, value]) =>
        db.insert(uniqueFields).values({ accountId, field, value }),
      ),

    /** Statements for the batch of a change of these fields, after it. */
    follow: (accountId: string, fields: FieldValues = {}): Statement[] =>
      Object.keys(fields)
        .filter(isUnique)
        .flatMap((field) => followValue(db, accountId, field)),

    /** The names of the fields whose values another account has. `named`: an index refused one, which may be free now. */
    findHeld: async (
      { id, fields = {} }: { id: string; fields?: FieldValues | undefined },
      named: boolean,
    ): Promise<string[]> => {
      const values = uniqueValues(fields)
      if (values.length === 0) return []
      const held = await findTaken(db, values, id)
      return held.length === 0 && named ? values.slice(0, 1).map(([field]) => field) : held
    },

    /** The column with these values instead of those that it has: what another change wrote meanwhile stays. */
    withValues: (values: FieldValues): SQL =>
      Object.entries(values).reduce(
        (column, [field, value]) =>
          sql`json_set(${column}, ${pathOf(field)}, json(${JSON.stringify(value)}))`,
        sql`${accounts.fields}`,
      ),

    /** True for an account that has these values. */
    hasValues: (values: FieldValues): SQL | undefined =>
      and(
        ...Object.entries(values).map(
          ([field, value]) => sql`${stored(field)} is json_extract(${JSON.stringify(value)}, '$')`,
        ),
      ),
  }
}

/** The path of a field in the column of all. The configuration has no quotes in names. */
const pathOf = (field: string) => `$."${field}"`

const stored = (field: string): SQL => sql`json_extract(${accounts.fields}, ${pathOf(field)})`

/**
 * Makes the value of a field what the account's row has now. After a change that was not made they are alike, and nothing
 * is written.
 */
function followValue(db: Database, accountId: string, field: string): Statement[] {
  const now = sql`(select ${stored(field)} from ${accounts} where ${accounts.id} = ${accountId})`
  const own = and(eq(uniqueFields.accountId, accountId), eq(uniqueFields.field, field))
  const isThere = db.select({ one: sql`1` }).from(uniqueFields).where(own)
  return [
    db.delete(uniqueFields).where(and(own, sql`${uniqueFields.value} is not cast(${now} as text)`)),
    db.insert(uniqueFields).select(
      sql`select ${field}, cast(${stored(field)} as text), ${accounts.id} from ${accounts}
        where ${accounts.id} = ${accountId} and coalesce(${stored(field)}, '') <> '' and not exists ${isThere}`,
    ),
  ]
}

async function findTaken(db: Database, values: [string, string][], exceptId: string): Promise<string[]> {
  const [names, texts] = [values.map(([name]) => name), values.map(([, text]) => text)]
  const found = await db
    .select({ field: uniqueFields.field, value: uniqueFields.value })
    .from(uniqueFields)
    .where(
      and(
        inArray(uniqueFields.field, names),
        inArray(uniqueFields.value, texts),
        ne(uniqueFields.accountId, exceptId),
      ),
    )
  return values
    .filter(([name, text]) => found.some(({ field, value }) => field === name && value === text))
    .map(([name]) => name)
}
