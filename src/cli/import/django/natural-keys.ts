import { quote, type Stage } from '../stage.ts'
import { possibleLinks } from './find-profiles.ts'
import type { Related } from './related.ts'
import { hasColumns, keyColumn, type Table } from './table.ts'

type Link = { table: Table; column: string }

/** Tables with a column `user_id`. */
const ofOnePerson = ({ tokens, resets, emails, outstanding, ...factors }: Related) => [
  ...[tokens, resets, emails, outstanding],
  ...[factors.totpDevices, factors.staticDevices, factors.authenticators, factors.mfaMethods],
]

/** The columns in which other tables may refer to the people. */
export const linksTo = (users: Table, tables: Table[], related: Related): Link[] => [
  ...ofOnePerson(related)
    .filter((table) => table !== undefined)
    .map((table) => ({ table, column: 'user_id' })),
  ...tables.flatMap((table) => possibleLinks(table, users).map((column) => ({ table, column }))),
]

/**
 * Puts ids in place of natural keys, which are bytes in the stage. All are of one column, the USERNAME_FIELD of the
 * site: the one in which most of them are found. Never of both, or somebody could get the tokens of another person by
 * using their address as a username.
 */
export const resolveNaturalKeys = (
  stage: Stage,
  users: Table,
  usernameField: string | undefined,
  links: Link[],
): void => {
  const all = new Set([usernameField ?? 'username', 'username', 'email'])
  const names = [...all].filter((name) => hasColumns(users, name))
  for (const name of names) stage.index(users.name, name)
  const ofName = names.map((name) => ({ name, missing: missing(stage, users, links, name) }))
  const [best] = ofName.toSorted((one, other) => one.missing - other.missing)
  if (!best) return
  const found = `select ${quote(keyColumn(users))} from ${quote(users.name)}`
  for (const { table, column } of links) {
    const link = quote(column)
    stage.db.exec(`update ${quote(table.name)} as t
      set ${link} = (${found} where ${quote(best.name)} = cast(t.${link} as text))
      where typeof(${link}) = 'blob'`)
  }
}

const missing = (stage: Stage, users: Table, links: Link[], name: string): number =>
  links.reduce((sum, { table, column }) => {
    const link = `t.${quote(column)}`
    const person = `select 1 from ${quote(users.name)} where ${quote(name)} = cast(${link} as text)`
    const query = `select count(*) from ${quote(table.name)} t where typeof(${link}) = 'blob' and not exists (${person})`
    return sum + stage.number(query)
  }, 0)
