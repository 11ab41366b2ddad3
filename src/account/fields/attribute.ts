import type { Account } from '../../ports/schema.ts'
import type { Attribute, FieldOptions, UserField } from '../../ports/user-field.ts'
import { formatted, momentSchema, shownIn, type Written } from './moment-format.ts'
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

type Options = Pick<FieldOptions, 'names' | 'registration' | 'answers'> & Written

/**
 * What Django's own user has besides, shown and never written. The Express API has other names for it, so that it is left
 * out there.
 */
export const attribute = (name: Attribute, options: Options = {}): UserField => ofZone(name, options, 'UTC')

const ofZone = (name: Attribute, { names, format, ...options }: Options, timeZone: string): UserField => ({
  ...common,
  ...options,
  type: name.startsWith('is_') ? 'boolean' : 'datetime',
  attribute: name,
  shows: VALUES[name],
  ...(format !== undefined && { format }),
  ...(!name.startsWith('is_') && {
    ...shownIn({ timeZone, format }),
    inTimeZone: (zone: string) =>
      ofZone(name, { ...options, ...(names && { names }), ...(format && { format }) }, zone),
  }),
  null: name === 'last_login',
  write: 'staff',
  names: { express: false, ...names },
  read: () => refuse('not_text'),
  schema: name.startsWith('is_')
    ? { type: 'boolean', examples: [name === 'is_active'] }
    : shownSchema(format),
})

const EXAMPLE = '2026-11-20T08:00:00.123000Z'

const shownSchema = (format: string | undefined) =>
  format === undefined
    ? momentSchema(format, EXAMPLE)
    : { type: 'string' as const, examples: [formatted(EXAMPLE, format)] }

/** As Django writes a moment: no fraction of a second, or one of six digits. */
const written = (ms: number): string =>
  new Date(ms)
    .toISOString()
    .replace(/\.(\d{3})Z$/, (_, digits) => (digits === '000' ? 'Z' : `.${digits}000Z`))
