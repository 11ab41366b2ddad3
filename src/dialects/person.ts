import type { Context } from 'hono'
import * as z from 'zod/mini'
import { shownName } from '../account/names/shown-name.ts'
import { emailText, personNameText, usernameText } from '../account/words.ts'
import type { ApiName, Config } from '../ports/config.ts'
import type { Account, FieldValues } from '../ports/schema.ts'
import type { Answer } from '../ports/user-field.ts'
import type { AppEnv, Fields } from './dialect.ts'
import { type CamelCase, fields } from './django-request.ts'
import { type Complete, camelCase } from './reading.ts'

/*
 * How an API reads and shows a person. What the configuration says otherwise and adds is in declared-fields.ts, which
 * comes with the declared fields: a bundle without any does not have it.
 */

/** Fields that every account has a column for. */
export type ColumnField = 'username' | 'email' | 'first_name' | 'last_name'

/** A registration; a change that names everything that is required; one that names what changes. */
export type FormKind = 'registration' | 'PUT' | 'PATCH'

/** How an API has a field with a column by itself. `declared`: only if the configuration declares it. */
export type Standard = {
  required?: boolean
  blank?: boolean
  declared?: boolean
  maxLength?: number | undefined
}

/** The fields of a form by name: those with a column as `Standard` says, and others with their shape. */
export type Parts = Record<string, z.ZodMiniType | Standard>

/** What a form says of a person. `fields` are the user fields by the configuration's names. */
type Person = {
  username?: string
  email?: string
  firstName?: string
  lastName?: string
  fields?: FieldValues
}

type Output<Form extends Parts> = {
  [Name in keyof Form as Form[Name] extends z.ZodMiniType ? CamelCase<Name> : never]: z.output<Form[Name]>
} & Person

/** An API with forms of a person: one of the five, or the account API, which has the configuration's names. */
export type FormApi = ApiName | 'account'

/** `isStaff`: staff write another account, and so what only they may write. */
export type FormOptions<Kind = FormKind> = { config: Config; api: FormApi; kind: Kind; isStaff?: boolean }

/** A registration has a username, unless accounts have none. */
type Named<Kind> = Kind extends 'registration' ? { username: string } : unknown

/**
 * `shape` validates a form, `fromForm` is for what came as a form, `kept` names numbers that stay numbers, and `complete`
 * adds to a refusal.
 */
export type PersonForm<Out> = {
  shape: z.ZodMiniType<Out>
  fromForm?: (fields: Fields) => Fields
  kept?: ReadonlySet<string>
  complete?: Complete
}

type Present<Shown extends ColumnField> = (
  account: Account,
  answer?: Answer,
) => Record<Shown, string> & FieldValues

/** What declared fields bring. */
export type FieldSupport = {
  form: (parts: Parts, options: FormOptions) => PersonForm<unknown>
  change: <Out>(form: MakeForm<Out>) => Required<Omit<ChangeForms<Out>, 'PATCH'>>
  declared: (config: Config, name: ColumnField, shape: z.ZodMiniType) => z.ZodMiniType
  presenter: (config: Config, api: ApiName, shown: readonly ColumnField[]) => Present<ColumnField>
  namesOf: (config: Config, api: ApiName) => Record<string, string>
  valuesOf: (config: Config, account: Account, isTyped?: boolean) => FieldValues
}

const supportOf = ({ fields }: Config) =>
  Object.values(fields).find(({ support }) => support)?.support as FieldSupport | undefined

/** The form of a kind at an API. */
export function personForm<Form extends Parts, Kind extends FormKind>(
  parts: Form,
  options: FormOptions<Kind>,
): PersonForm<Output<Form> & Named<Kind>> {
  const { config, kind } = options
  const form = supportOf(config)?.form(parts, options)
  return (form ?? { shape: fields(standardShape(parts, config, kind)) }) as PersonForm<
    Output<Form> & Named<Kind>
  >
}

const standardShape = (parts: Parts, { usernames }: Config, kind: FormKind): Record<string, z.ZodMiniType> =>
  Object.fromEntries(
    Object.entries(parts).flatMap(([name, part]) => {
      if (part instanceof z.ZodMiniType) return [[name, part]]
      const isThere = !part.declared && (usernames || name !== 'username')
      return isThere ? [[name, columnShape(name as ColumnField, part, kind)]] : []
    }),
  )

const SHAPES = {
  username: usernameText,
  email: emailText,
  first_name: personNameText,
  last_name: personNameText,
}

/** The shape of a field with a column. */
export function columnShape(name: ColumnField, { required, blank, maxLength }: Standard, kind: FormKind) {
  const shape = SHAPES[name](maxLength, blank ?? false)
  return required && kind !== 'PATCH' ? shape : z.optional(shape)
}

/** The forms of a change. `choose`: the one for a request, where they differ by method and by who asks. */
export type ChangeForms<Out> = {
  PATCH: PersonForm<Out>
  PUT?: PersonForm<Out>
  choose?: (c: Context<AppEnv>) => PersonForm<Out>
}

/** Makes the form of a change; `isStaff` as in FormOptions. */
type MakeForm<Out> = (kind: 'PUT' | 'PATCH', isStaff: boolean) => PersonForm<Out>

/** The forms of a change at an API. It is one where nothing is declared. */
export function changeForms<Form extends Parts>(
  parts: Form,
  config: Config,
  api: ApiName,
): ChangeForms<Output<Form>> {
  const form = (kind: 'PUT' | 'PATCH', isStaff: boolean) => personForm(parts, { config, api, kind, isStaff })
  return { PATCH: form('PATCH', false), ...supportOf(config)?.change(form) }
}

/**
 * How an API shows an account: `shown` has the fields with a column, to which the user fields are added that are in
 * this answer.
 */
export function presenter<Shown extends ColumnField>(
  config: Config,
  api: ApiName,
  shown: readonly Shown[],
): Present<Shown> {
  const names = shown.filter((name) => name !== 'username' || showsUsername(config, api))
  const plain = (account: Account) => Object.fromEntries(names.map((name) => [name, columnOf(account, name)]))
  return (supportOf(config)?.presenter(config, api, shown) ?? plain) as Present<Shown>
}

/** Express shows an email address in place of a username that there is not; Django's models have no such field then. */
export const showsUsername = ({ usernames }: Config, api: ApiName): boolean => usernames || api === 'express'

/** What an API shows of a field with a column. */
export const columnOf = (account: Account, name: ColumnField): string =>
  name === 'username' ? shownName(account) : account[camelCase(name) as 'email']

/**
 * The user fields of an account by the configuration's names, as `/account` shows them, or as a form has them (`isTyped`);
 * nothing if none is declared.
 */
export const fieldsOfAccount = (
  config: Config,
  account: Account,
  isTyped = false,
): { fields?: FieldValues } => {
  const support = supportOf(config)
  return support ? { fields: support.valuesOf(config, account, isTyped) } : {}
}

/** A shape of a field under another name, such as `new_username`, with what its declaration asks for. */
export const alsoDeclared = <Shape extends z.ZodMiniType>(
  config: Config,
  name: ColumnField,
  shape: Shape,
): Shape => (supportOf(config)?.declared(config, name, shape) as Shape | undefined) ?? shape

/** The names that a voice has for fields: by the configuration's name, the API's. */
export const namesOf = (config: Config, api: ApiName): Record<string, string> =>
  supportOf(config)?.namesOf(config, api) ?? {}

/** What the Django APIs say of fields otherwise than by themselves, by the configuration's names. */
export const ownSentences = ({ fields }: Config) => ({
  taken: optionsOf(fields, 'taken'),
  labels: optionsOf(fields, 'label'),
})

const optionsOf = (fields: Config['fields'], option: 'taken' | 'label'): Record<string, string> =>
  Object.fromEntries(
    Object.entries(fields).flatMap(([name, { [option]: own }]) => (own === undefined ? [] : [[name, own]])),
  )
