import { Refused } from '../../refused.ts'
import { isLoginName } from '../login-names.ts'
import { quote, type Stage } from '../stage.ts'
import { bareName, hasColumns, type Table } from './table.ts'

type Test = (table: Table) => boolean

const hasLogin: Test = ({ columns }) =>
  columns.some(({ name }) => name === 'username' || name === 'email' || isLoginName(name))

/** Every user model of Django has these columns, unless it says `last_login = None`. */
const isUsual: Test = (table) => hasColumns(table, 'password', 'last_login')

/** The tables that could hold the people: those of user models, and if there are none, those with logins and passwords. */
export const userTables = (tables: Table[], wanted: string | undefined): Table[] => {
  const withPassword = tables.filter((table) => hasColumns(table, 'password'))
  const usual = withPassword.filter((table) => isUsual(table) || table.name === wanted)
  return usual.length > 0 ? usual : withPassword.filter(hasLogin)
}

/** Tables of Django and its packages that refer to the people. */
const REFERRING = /^(authtoken_token|django_admin_log|token_blacklist_outstandingtoken|account_emailaddress)$/

const hasRows =
  (stage: Stage): Test =>
  ({ name }) =>
    stage.number(`select exists (select 1 from ${quote(name)})`) === 1

const isReferred =
  (tables: Table[]): Test =>
  ({ name }) =>
    tables.some(
      (table) => REFERRING.test(bareName(table.name)) && [...table.references.values()].includes(name),
    )

/** A table that is left from before AUTH_USER_MODEL was set has no content type any more. */
const hasContentType =
  (stage: Stage, tables: Table[]): Test =>
  ({ name }) => {
    const types = tables.find((table) => bareName(table.name) === 'django_content_type')
    if (!types || !hasColumns(types, 'app_label', 'model')) return false
    const query = `select exists (select 1 from ${quote(types.name)} where app_label || '_' || model = ?)`
    return stage.number(query, bareName(name)) === 1
  }

/** Leaves out the tables that fail the test, unless all do. */
const narrow = (tables: Table[], test: Test): Table[] => {
  if (tables.length < 2) return tables
  const left = tables.filter(test)
  return left.length > 0 ? left : tables
}

/**
 * The table of the people, among the tables of the source that could be. Throws Refused if there is none, or several
 * are equally likely.
 */
export const findUserTable = (stage: Stage, tables: Table[], wanted: string | undefined): Table => {
  const candidates = userTables(tables, wanted)
  const named = candidates.find(({ name }) => name === wanted)
  if (named) return named
  const names = candidates.map(({ name }) => name).join(', ')
  if (wanted !== undefined)
    throw new Refused(`${wanted} is no table of people. Those here: ${names || 'none'}`)
  const tests = [
    isReferred(tables),
    hasRows(stage),
    hasLogin,
    hasContentType(stage, tables),
    (table: Table) => hasColumns(table, 'is_superuser'),
  ]
  const [found, other] = tests.reduce(narrow, candidates)
  if (!found) {
    throw new Refused('No table has the columns of people: password, and last_login, username or email')
  }
  if (other) throw new Refused(`Several tables could hold the people: ${names}. Add --user-table`)
  return found
}
