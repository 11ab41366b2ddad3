import type { OwnConfig } from '../../../ports/config.ts'
import type { Attribute } from '../../../ports/user-field.ts'

export const FIELD_TYPES = [
  'text',
  'integer',
  'decimal',
  'boolean',
  'date',
  'dateTime',
  'choice',
  'url',
  'email',
  'json',
  'attribute',
] as const

/** A user field as gatehouse.config.ts has it: the function that declares it, and its options. */
export type PlannedField = {
  type: (typeof FIELD_TYPES)[number]
  maxLength?: number
  min?: number
  digits?: number
  places?: number
  choices?: (string | number)[]
  attribute?: Attribute
  required?: boolean
  null?: boolean
  blank?: boolean
  default?: unknown
  write?: 'owner' | 'registration' | 'staff'
  unique?: boolean
  registration?: boolean
  names?: Record<string, string | false>
}

/** What setup writes into gatehouse.config.ts. */
export type Plan = Omit<OwnConfig, 'fields'> & { fields: Record<string, PlannedField> }
