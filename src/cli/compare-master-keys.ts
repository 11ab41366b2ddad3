import { openKeys } from '../ports/keys.ts'

/** The database may be new, and has no table then. */
export const rowsOf = async <Row>(db: D1Database, sql: string): Promise<Row[]> => {
  try {
    return (await db.prepare(sql).all<Row>()).results
  } catch (error) {
    if (String(error).includes('no such table')) return []
    throw error
  }
}

/**
 * Compares master keys with those that a database has recorded under their IDs (`ports/readiness.ts`): the IDs of keys that
 * differ, and of keys it does not know. Writes nothing. Throws Misconfigured when the keys are invalid.
 */
export const compareMasterKeys = async (db: D1Database, vars: { MASTER_KEYS?: string | undefined }) => {
  const { MASTER_KEYS = '' } = vars
  const keys = openKeys({ MASTER_KEYS })
  const rows = await rowsOf<{ kid: string; tag: string }>(db, 'select kid, tag from key_checks')
  const known = new Map(rows.map(({ kid, tag }) => [kid, tag]))
  const kids = keys.kids()
  const tags = await Promise.all(kids.map((kid) => keys.tag('key check', kid, kid)))
  return {
    current: kids[0] ?? '',
    others: kids.filter((kid, at) => known.has(kid) && known.get(kid) !== tags[at]),
    unseen: kids.filter((kid) => !known.has(kid)),
  }
}
