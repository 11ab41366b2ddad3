import type { OwnConfig } from '../../../ports/config.ts'
import type { Answer, Attribute, Rules } from '../../../ports/user-field.ts'

export const FIELD_TYPES = [
  'text',
  'slug',
  'integer',
  'decimal',
  'float',
  'boolean',
  'date',
  'dateTime',
  'time',
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
  minLength?: number
  pattern?: RegExp
  patternError?: string
  min?: number
  max?: number
  digits?: number
  places?: number
  /** DRF's COERCE_DECIMAL_TO_STRING, turned off. */
  asNumber?: boolean
  format?: string
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
  answers?: Answer[]
  taken?: string
  label?: string
  of?: string
  update?: Rules
}

/** What setup writes into gatehouse.config.ts. */
export type Plan = Omit<OwnConfig, 'fields'> & { fields: Record<string, PlannedField> }
