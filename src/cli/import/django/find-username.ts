import { Refused } from '../../refused.ts'
import { loginRank } from '../login-names.ts'
import { quote, type Stage } from '../stage.ts'
import { isSecret, refuseSecretNames } from '../values.ts'
import { type Column, hasColumns, keyColumn, type Table } from './table.ts'

/** The column by which people sign in: the USERNAME_FIELD. `column`: undefined if it is the address. */
type UsernameField = { column?: string; others: string[] }

/** How many people have a value in a column, and whether no two have the same. */
const valuesOf = (stage: Stage, table: Table, column: string) => {
  const [from, name] = [quote(table.name), quote(column)]
  const given = `from ${from} where ${name} is not null and ${name} <> ''`
  const filled = stage.number(`select count(*) ${given}`)
  return { filled, isDistinct: stage.number(`select count(distinct ${name}) ${given}`) === filled }
}

/** Columns that people can type, and everybody may see. */
const isTyped = ({ name, kind }: Column) => ['text', 'integer', 'unknown'].includes(kind) && !isSecret(name)

/** Columns in which each person has a value of their own. If the source says which are unique, only those. */
const ownColumns = (stage: Stage, users: Table) =>
  users.columns
    .filter((column) => isTyped(column) && column.name !== keyColumn(users))
    .filter(({ name }) => users.unique?.has(name) ?? (name === 'email' || loginRank(name) !== undefined))
    .map(({ name }) => ({ name, ...valuesOf(stage, users, name) }))
    .filter(({ filled, isDistinct }) => filled > 0 && isDistinct)

const rankOf = (name: string) => (name === 'email' ? -1 : (loginRank(name) ?? Number.POSITIVE_INFINITY))

const refuseOther = (users: Table, wanted: string) => {
  if (wanted === 'email')
    throw new Refused(
      "People who sign in by address need no --username-field: set loginField to 'email' in gatehouse.config.ts",
    )
  refuseSecretNames(wanted)
  if (hasColumns(users, wanted)) return
  const names = users.columns.map(({ name }) => name).join(', ')
  throw new Refused(`${users.name} has no column ${wanted}. It has ${names}`)
}

/**
 * Finds the column by which people sign in, unless it is named. That is `username` if somebody has one; otherwise the
 * unique column in which the most people have a value: the address, one with a name for this, or the only one that
 * there is. Throws Refused if there are several of other names, and no address.
 */
export const findUsernameField = (stage: Stage, users: Table, wanted: string | undefined): UsernameField => {
  if (wanted !== undefined) {
    refuseOther(users, wanted)
    return { column: wanted, others: [] }
  }
  const own = ownColumns(stage, users).toSorted(
    (one, other) => other.filled - one.filled || rankOf(one.name) - rankOf(other.name),
  )
  const known = own.filter(({ name }) => rankOf(name) < Number.POSITIVE_INFINITY)
  const asFilledAs = (filled: number) =>
    known.filter((each) => each.name !== 'email' && each.filled === filled).map(({ name }) => name)
  if (hasColumns(users, 'username') && valuesOf(stage, users, 'username').filled > 0)
    return {
      column: 'username',
      others: asFilledAs(stage.number(`select count(*) from ${quote(users.name)}`)),
    }
  const [best] = known
  if (best) {
    const others = asFilledAs(best.filled).filter((name) => name !== best.name)
    return { ...(best.name !== 'email' && { column: best.name }), others }
  }
  if (hasColumns(users, 'email') && valuesOf(stage, users, 'email').filled > 0) return { others: [] }
  const [only, another] = own
  if (only && !another) return { column: only.name, others: [] }
  const names = own.length > 0 ? own : users.columns.filter(isTyped)
  throw new Refused(
    `It is not known by which column of ${users.name} people sign in. Add --username-field with one of ${names.map(({ name }) => name).join(', ')}`,
  )
}
