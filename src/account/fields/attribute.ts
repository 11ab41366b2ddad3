import type { Account } from '../../ports/schema.ts'
import type { Attribute, FieldOptions, UserField } from '../../ports/user-field.ts'
import { inZone } from './time-zone.ts'
import { common, refuse } from './values.ts'

/** What every account has by itself. Nobody is a superuser: staff are all alike. */
const VALUES: Record<Attribute, (account: Account) => unknown> = {
  date_joined: ({ createdAt }) => written(createdAt),
  updated_at: ({ updatedAt }) => written(updatedAt),
  last_login: ({ lastLoginAt }) => lastLoginAt && written(lastLoginAt),
  is_active: ({ isActive }) => isActive,
  is_staff: ({ isStaff }) => isStaff,
  is_superuser: () => false,
}

/**
 * What Django's own user has besides, shown and never written. The Express API has other names for it, so that it is left
 * out there.
 */
export const attribute = (
  name: Attribute,
  options: Pick<FieldOptions, 'names' | 'registration' | 'answers'> = {},
): UserField => ofZone(name, options, 'UTC')

const ofZone = (
  name: Attribute,
  { names, ...options }: Pick<FieldOptions, 'names' | 'registration' | 'answers'>,
  timeZone: string,
): UserField => ({
  ...common,
  ...options,
  type: name.startsWith('is_') ? 'boolean' : 'datetime',
  attribute: name,
  shows: VALUES[name],
  ...(!name.startsWith('is_') && {
    ...(timeZone !== 'UTC' && {
      shownAs: (value: unknown) => (typeof value === 'string' ? inZone(value, timeZone) : value),
    }),
    inTimeZone: (zone: string) => ofZone(name, { ...options, ...(names && { names }) }, zone),
  }),
  null: name === 'last_login',
  write: 'staff',
  names: { express: false, ...names },
  read: () => refuse('not_text'),
  schema: name.startsWith('is_')
    ? { type: 'boolean', examples: [name === 'is_active'] }
    : { type: 'string', format: 'date-time', examples: ['2026-11-20T08:00:00.123000Z'] },
})

/** As Django writes a moment: no fraction of a second, or one of six digits. */
const written = (ms: number): string =>
  new Date(ms)
    .toISOString()
    .replace(/\.(\d{3})Z$/, (_, digits) => (digits === '000' ? 'Z' : `.${digits}000Z`))
