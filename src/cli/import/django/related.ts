import { readFlag } from '../../../account/imported/old-values.ts'
import type { OldPerson } from '../source.ts'
import { quote, rowsFor, type Stage } from '../stage.ts'
import { readTime } from '../times.ts'
import { factorPuts } from './factors.ts'
import { bareName, hasColumns, type Table } from './table.ts'

/** The tables of Django and its packages that say more of people, as far as a source has them. */
export type Related = {
  tokens?: Table
  resets?: Table
  emails?: Table
  outstanding?: Table
  blacklisted?: Table
  groups?: Table
  permissions?: Table
  contentTypes?: Table
  userGroups?: Table
  userPermissions?: Table
  totpDevices?: Table
  staticDevices?: Table
  staticTokens?: Table
  authenticators?: Table
  mfaMethods?: Table
}

/** Finds them by their names and columns. `users`: the names that the table of the people may have. */
export const findRelated = (tables: Table[], users: string[]): Related => {
  const named = (pattern: RegExp, ...columns: string[]) =>
    tables.find((table) => pattern.test(bareName(table.name)) && hasColumns(table, ...columns))
  const link = (name: string, target: string) =>
    tables.find(
      (table) => users.some((user) => table.name === `${user}_${name}`) && hasColumns(table, target),
    )
  const found = {
    tokens: named(/^authtoken_token$/, 'key', 'user_id'),
    resets: named(/resetpasswordtoken$/, 'key', 'user_id', 'created_at'),
    emails: named(/^account_emailaddress$/, 'user_id', 'email', 'verified'),
    outstanding: named(/^token_blacklist_outstandingtoken$/, 'id', 'jti', 'token', 'user_id'),
    blacklisted: named(/^token_blacklist_blacklistedtoken$/, 'token_id'),
    groups: named(/^auth_group$/, 'id', 'name'),
    permissions: named(/^auth_permission$/, 'id', 'content_type_id', 'codename'),
    contentTypes: named(/^django_content_type$/, 'id', 'app_label', 'model'),
    userGroups: link('groups', 'group_id'),
    userPermissions: link('user_permissions', 'permission_id'),
    totpDevices: named(/^otp_totp_totpdevice$/, 'key', 'user_id'),
    staticDevices: named(/^otp_static_staticdevice$/, 'id', 'user_id'),
    staticTokens: named(/^otp_static_statictoken$/, 'token'),
    authenticators: named(/^mfa_authenticator$/, 'user_id', 'type', 'data'),
    mfaMethods: named(/^trench_mfamethod$/, 'user_id', 'name', 'secret'),
  }
  return Object.fromEntries(Object.entries(found).filter(([, table]) => table !== undefined)) as Related
}

/** The column of a link table that has the person: `user_id`, or named for a custom model. */
const personColumn = ({ columns }: Table, target: string): string =>
  columns.find(({ name }) => name.endsWith('_id') && name !== target)?.name ?? 'user_id'

type Put = (person: OldPerson, key: string) => void

const tokensOf = (stage: Stage, { name }: Table): Put => {
  stage.index(name, 'user_id')
  const rows = rowsFor(stage, `select key from ${quote(name)} where user_id = ? order by rowid`)
  return (person, key) => {
    person.tokens = rows(key).flatMap((row) => row.key ?? [])
  }
}

const resetsOf = (stage: Stage, { name }: Table, timeZone?: string): Put => {
  stage.index(name, 'user_id')
  const rows = rowsFor(stage, `select key, created_at from ${quote(name)} where user_id = ? order by rowid`)
  return (person, key) => {
    person.resetTokens = rows(key).flatMap((row) =>
      row.key ? [{ key: row.key, createdAt: readTime(row.created_at, timeZone) ?? null }] : [],
    )
  }
}

/** allauth says of each address of a person whether it is verified. */
const verifiedOf = (stage: Stage, { name }: Table): Put => {
  stage.index(name, 'user_id')
  const rows = rowsFor(stage, `select email, verified from ${quote(name)} where user_id = ?`)
  return (person, key) => {
    const address = person.email.toLowerCase()
    const same = rows(key).filter(({ email }) => email?.toLowerCase() === address)
    if (same.length > 0) person.emailVerified = same.some(({ verified }) => readFlag(verified) === true)
  }
}

// Where the file has natural keys, the name stands in place of the id.
const groupsOf = (stage: Stage, { userGroups, groups }: Related): Put | undefined => {
  if (!userGroups) return undefined
  const person = personColumn(userGroups, 'group_id')
  stage.index(userGroups.name, person)
  if (groups) stage.index(groups.name, 'id')
  const name = groups
    ? `coalesce((select name from ${quote(groups.name)} g where g.id = l.group_id), cast(l.group_id as text))`
    : 'cast(l.group_id as text)'
  const rows = rowsFor(
    stage,
    `select ${name} as name from ${quote(userGroups.name)} l where l.${quote(person)} = ? order by 1`,
  )
  return (old, key) => {
    old.groups = rows(key).flatMap((row) => row.name ?? [])
  }
}

const permissionsOf = (
  stage: Stage,
  { userPermissions, permissions, contentTypes }: Related,
): Put | undefined => {
  if (!userPermissions) return undefined
  const person = personColumn(userPermissions, 'permission_id')
  stage.index(userPermissions.name, person)
  const name =
    permissions && contentTypes
      ? `coalesce((select c.app_label || '.' || p.codename from ${quote(permissions.name)} p
          join ${quote(contentTypes.name)} c on c.id = p.content_type_id where p.id = l.permission_id), cast(l.permission_id as text))`
      : 'cast(l.permission_id as text)'
  const rows = rowsFor(
    stage,
    `select ${name} as name from ${quote(userPermissions.name)} l where l.${quote(person)} = ? order by 1`,
  )
  return (old, key) => {
    old.permissions = rows(key).flatMap((row) => row.name ?? [])
  }
}

/** What puts everything that these tables say into a person, whose key they refer to. */
export const relatedPuts = (stage: Stage, related: Related, timeZone?: string): Put[] =>
  [
    related.tokens && tokensOf(stage, related.tokens),
    related.resets && resetsOf(stage, related.resets, timeZone),
    related.emails && verifiedOf(stage, related.emails),
    groupsOf(stage, related),
    permissionsOf(stage, related),
    ...factorPuts(stage, related),
  ].filter((put) => put !== undefined)
