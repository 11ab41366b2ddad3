import type { ApiName } from './config.ts'
import type { openFieldStore } from './field-store.ts'
import type { Account } from './schema.ts'

/** What may be wrong with any value. */
export type CommonFault =
  | 'missing'
  | 'null'
  | 'blank'
  | 'not_text'
  | 'too_long'
  | 'null_character'
  | 'surrogate'

/** What may be wrong with a value of a certain type of user field. */
export type TypeFault =
  | 'too_few_characters'
  | 'not_a_boolean'
  | 'not_an_integer'
  | 'not_a_number'
  | 'not_a_date'
  | 'not_a_date_time'
  | 'not_a_time'
  | 'not_the_pattern'
  | 'not_a_slug'
  | 'not_a_choice'
  | 'not_a_url'
  | 'not_an_email'
  | 'not_json'
  | 'too_small'
  | 'too_large'
  | 'too_many_digits'
  | 'too_many_places'
  | 'too_many_whole_digits'

/** A fault with what its sentence needs: a limit, or the value as it was sent. */
export type FoundFault = { fault: CommonFault | TypeFault; limit?: number; sent?: string; sentence?: string }

/** What was read: the value that is stored, or everything that is wrong with what was sent. */
export type ReadValue = { value: unknown } | { faults: readonly FoundFault[] }

export type FieldStore = typeof openFieldStore

type TypeName =
  | 'text'
  | 'integer'
  | 'decimal'
  | 'float'
  | 'boolean'
  | 'date'
  | 'datetime'
  | 'time'
  | 'choice'
  | 'url'
  | 'email'
  | 'json'

/** What every account has by itself, by the names that Django's own user has for most of it. */
export const ATTRIBUTES = [
  'date_joined',
  'last_login',
  'updated_at',
  'is_active',
  'is_staff',
  'is_superuser',
] as const
export type Attribute = (typeof ATTRIBUTES)[number]

/** To what an API shows an account: a registration, its owner, or a request for an account by its id or for a list. */
export type Answer = 'registration' | 'owner' | 'user'

/** The rules that a change of an account may have otherwise than a registration. */
export type Rules = {
  required?: boolean
  null?: boolean
  blank?: boolean
  maxLength?: number
  minLength?: number
}

/** What may be said of every field, whatever its type. */
export type FieldOptions = {
  /** Has to be in a registration, and in a PUT. */
  required?: boolean
  /** May be `null`. */
  null?: boolean
  /** Text may be empty. */
  blank?: boolean
  /** What it is if it was never sent: `''` for text, `false` for a boolean, otherwise `null`. */
  default?: unknown
  /** Who may write it: its owner at any time, its owner at registration only, or staff and programs only. */
  write?: 'owner' | 'registration' | 'staff'
  /** No two accounts have the same value. Only for text, choices, integers, URLs and email addresses. */
  unique?: boolean
  /** Whether it is in a registration and its answer. Fields that only staff write are not. */
  registration?: boolean
  /** Whose answers show it: to a registration, to the owner of an account, to who asks for one by its id or in a list. */
  answers?: readonly Answer[]
  /** What Django calls it in sentences, where that is not its name: a model's `verbose_name`. */
  label?: string
  /** What the Django APIs say when another account has the value, instead of Django's sentence. */
  taken?: string
  /** The field whose value it is, under another name: both are one value. It has to be declared, or has a column. */
  of?: string
  /** What is otherwise in a PUT and a PATCH than in a registration. */
  update?: Rules
  /** Its name at an API, where it has another one there; `false` leaves it out. */
  names?: Partial<Record<ApiName, string | false>>
}

/**
 * A user field, by its name in the Django APIs, as a function of account/fields/ makes it. `username`, `email`,
 * `first_name` and `last_name` may be declared too, to say otherwise than the API does by itself: they keep their own
 * rules, and take from it who may write it, whether it is required or may be blank, its lengths and its pattern.
 */
export type UserField = FieldOptions & {
  type: TypeName
  maxLength?: number | undefined
  /** It is no value that is stored and written, but shows this of the account. */
  attribute?: Attribute
  shows?: (account: Account) => unknown
  /** How answers write a moment, a day or a time: as Python's `strftime`. */
  format?: string
  /** How a stored value is shown, where that is not as it is stored. */
  shownAs?: (value: unknown) => unknown
  /** How a form of the console has it, as `read` takes it, where that is not as it is shown. */
  typedAs?: (value: unknown) => unknown
  /** The same field where clocks are set to a time zone. Fields of moments have it. */
  inTimeZone?: (timeZone: string) => UserField
  /** The same field by the rules of `update`. */
  updated?: UserField
  /** Reads what was sent, which is neither missing nor null. */
  read: (sent: unknown) => ReadValue
  /** What stores the values, and lets the APIs have them: each layer adds its own, so that only who has fields has it. */
  store: FieldStore
  support?: unknown
  /** The values as JSON Schema, with an example, for the API documents. */
  schema: Readonly<Record<string, unknown>>
}
