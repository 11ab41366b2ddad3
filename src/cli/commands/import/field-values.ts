import { declaredFor, plain } from '../../../account/imported/field-values.ts'
import type { Config } from '../../../ports/config.ts'
import type { Mapping } from '../../import/source.ts'

/** What a source's column may become besides a user field. */
const PERSON = new Set([
  ...[
    'oldId',
    'username',
    'otherUsername',
    'email',
    'firstName',
    'lastName',
    'fullName',
    'password',
    'refreshToken',
  ],
  ...[
    'isActive',
    'isStaff',
    'isSuperuser',
    'dateJoined',
    'lastLogin',
    'updatedAt',
    'emailVerified',
    'disabled',
  ],
  ...['avatar', 'cover'],
])

const FULL_NAMES = new Set(['name', 'fullname'])

/** Whether a column holds the whole name of a person. */
export const isFullName = (column: string): boolean => FULL_NAMES.has(plain(column))

/** The columns that go nowhere because no user field is declared for them. */
export const undeclared = (config: Pick<Config, 'fields'>, mapping: Mapping[]): string[] =>
  mapping.flatMap((column) =>
    !('field' in column) ||
    PERSON.has(column.field) ||
    isFullName(column.field) ||
    declaredFor(config, column.field) !== undefined
      ? []
      : [`${column.table}.${column.column}`],
  )
