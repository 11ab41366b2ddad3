import { Refused } from '../../refused.ts'
import { quote, type Stage } from '../stage.ts'
import { personLinks } from './link-names.ts'
import { bareName, hasColumns, keyColumn, type Table } from './table.ts'

/** A table with at most one row for each person. `link` is the column with the person's id. */
export type Profile = { table: Table; link: string; isUsed: boolean }

/** Tables of Django and of packages, which hold no profile. */
const KNOWN =
  /^(django|auth|authtoken|token_blacklist|knox|socialaccount|social_auth|otp|two_factor|axes|oauth2_provider|easy_thumbnails|reversion|guardian|silk|celery|mfa|trench)_|resetpasswordtoken$|^account_email|_(groups|user_permissions)$/

const LIKELY = /profile|account|member|customer|detail|info|extra|setting|preference/i

/** The unique column that refers to the people, if the source says what refers to what. */
const declaredLink = ({ unique, references }: Table, users: Set<string>): string | undefined =>
  [...references].find(([column, to]) => users.has(to) && unique?.has(column))?.[0]

/** Columns that may refer to the people in a source that does not say. A row may have the id of its person. */
export const possibleLinks = (table: Table, users: Table): string[] => {
  const { name, columns, unique } = table
  if (unique !== undefined || !isOther(table) || name === users.name) return []
  const names = columns.map((column) => column.name)
  const links = personLinks(names, users.name)
  return links.length > 0 ? links : LIKELY.test(name) && names.includes('id') ? ['id'] : []
}

const isOther = (table: Table) =>
  !hasColumns(table, 'password', 'last_login') && !KNOWN.test(bareName(table.name))

/** Whether a table has to be read to know whether it holds profiles. */
export const mayBeProfile = (table: Table, users: Table[]): boolean =>
  isOther(table) &&
  (declaredLink(table, new Set(users.map(({ name }) => name))) !== undefined ||
    users.some((each) => possibleLinks(table, each).length > 0))

/** Whether the column has people only, and each of them once. */
const isOneToOne = (stage: Stage, table: string, link: string, users: Table): boolean => {
  const [from, column] = [quote(table), quote(link)]
  const [people, key] = [quote(users.name), quote(keyColumn(users))]
  const query = `select
    exists (select 1 from ${from})
    and not exists (select 1 from ${from} where ${column} is not null group by ${column} having count(*) > 1)
    and not exists (select 1 from ${from} p where p.${column} is not null
      and not exists (select 1 from ${people} u where u.${key} = p.${column}))`
  return stage.number(query) === 1
}

/** Whether the model of a table inherits from that of the people, and not everybody is of it. */
export const isKindOf = (stage: Stage, users: Table, { table, link }: Profile): boolean =>
  /_ptr(_id)?$/.test(link) &&
  stage.number(`select count(*) from ${quote(table.name)}`) <
    stage.number(`select count(*) from ${quote(users.name)}`)

/** The profile tables of the people. Those that are only likely by their rows are used if their names say so, too. */
export const findProfiles = (stage: Stage, tables: Table[], users: Table, named: string[]): Profile[] => {
  const found = profilesAmong(stage, tables, users, named)
  const unknown = named.filter((name) => !found.some(({ table }) => table.name === name))
  if (unknown.length === 0) return found
  const names = found.map(({ table }) => table.name).join(', ') || 'none'
  throw new Refused(`${unknown.join(', ')} has no single row for each person. Tables that have: ${names}`)
}

const profilesAmong = (stage: Stage, tables: Table[], users: Table, named: string[]): Profile[] =>
  tables
    .filter((table) => isOther(table) && table.name !== users.name)
    .flatMap((table): Profile[] => {
      const declared = declaredLink(table, new Set([users.name]))
      if (declared) return [{ table, link: declared, isUsed: true }]
      for (const link of possibleLinks(table, users)) {
        stage.index(table.name, link)
        if (isOneToOne(stage, table.name, link, users)) {
          // The id of a customer may be theirs alone, and that of a profile is hardly ever.
          const isLikely = (link === 'id' ? /profile/i : LIKELY).test(table.name)
          return [{ table, link, isUsed: isLikely || named.includes(table.name) }]
        }
      }
      return []
    })
