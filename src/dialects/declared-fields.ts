import type { Context } from 'hono'
import * as z from 'zod/mini'
import { alsoTaken } from '../account/fields/also-taken.ts'
import type { Me } from '../account/me.ts'
import { Refusal } from '../account/refusal.ts'
import { described, transformed } from '../account/shapes.ts'
import type { ApiName, Config } from '../ports/config.ts'
import type { Account, FieldValues } from '../ports/schema.ts'
import type { Answer, UserField } from '../ports/user-field.ts'
import type { AppEnv, Fields } from './dialect.ts'
import { issueOfValue } from './field-sentences.ts'
import {
  type ColumnField,
  columnOf,
  columnShape,
  type FieldSupport,
  type FormApi,
  type FormKind,
  type FormOptions,
  type Standard,
  showsUsername,
} from './person.ts'
import { type Complete, camelCase } from './reading.ts'
import { readWritten } from './written-fields.ts'

/* What the declared fields change and add at an API (person.ts). */

/** A user field as an API has it: `name` is the configuration's, `wire` the API's. */
type ApiField = { name: string; wire: string; field: UserField }

const isColumn = (name: string): name is ColumnField =>
  ['username', 'email', 'first_name', 'last_name'].includes(name)

/** The name of a field at an API; undefined if it is not there. Without usernames `username` is nowhere. */
function wireName({ usernames, fields }: Config, api: FormApi, name: string): string | undefined {
  if (name === 'username' && !usernames) return undefined
  const names: Partial<Record<FormApi, string | false>> = fields[name]?.names ?? {}
  const { [api]: own = name } = names
  return own === false ? undefined : own
}

/** The declared fields of an API besides those with a column, in their order. */
export const fieldsOf = (config: Config, api: FormApi): ApiField[] =>
  Object.entries(config.fields).flatMap(([name, field]) => {
    const wire = isColumn(name) ? undefined : wireName(config, api, name)
    return wire === undefined ? [] : [{ name, wire, field }]
  })

/** Whether a field is in a registration and its answer. */
const isRegistered = ({ write, registration = write !== 'staff' }: UserField): boolean => registration

/** Whether an answer shows a field. One that is in no registration is not in the answer to it. */
export const isShown = (field: UserField, answer: Answer): boolean =>
  field.answers ? field.answers.includes(answer) : answer !== 'registration' || isRegistered(field)

/** Who may write a field decides which forms have it. What a form does not have is ignored, as in DRF. */
function isWritten(field: UserField, { kind, isStaff = false }: FormOptions): boolean {
  if (field.shows) return false
  if (kind === 'registration') return isRegistered(field) && field.write !== 'staff'
  const { write = 'owner' } = field
  return write === 'owner' || (write === 'staff' && isStaff)
}

/** A field by the rules of a form. */
const ruled = (field: UserField, kind: FormKind): UserField =>
  kind === 'registration' ? field : (field.updated ?? field)

/** The shape of a field with a column, as the API has it and the configuration changes it; undefined if it is not there. */
function declaredColumn(
  name: ColumnField,
  standard: Standard,
  options: FormOptions,
): z.ZodMiniType | undefined {
  const { [name]: field } = options.config.fields
  if (!field) return standard.declared ? undefined : columnShape(name, standard, options.kind)
  const rules = ruled(field, options.kind)
  const { required = standard.required, blank = !rules.required && standard.blank, maxLength } = rules
  const own = { required: required ?? false, blank: blank ?? false, maxLength }
  return isWritten(field, options) ? alsoRuled(columnShape(name, own, options.kind), rules) : undefined
}

/** Text with a column keeps its own rules. What only a declaration asks for comes after them: a least length, a pattern. */
function alsoRuled(shape: z.ZodMiniType, field: UserField): z.ZodMiniType {
  const { minLength, pattern } = field.schema
  if (field.type !== 'text' || !(minLength || pattern)) return shape
  const ruled = shape.check((sent) => {
    const found = typeof sent.value === 'string' && field.read(sent.value)
    if (!found || 'value' in found) return
    for (const { fault: message, ...params } of found.faults.map(issueOfValue))
      if (message === 'unfit') sent.issues.push({ code: 'custom', input: sent.value, message, params })
  })
  return described(ruled, {
    ...(minLength !== undefined && { minLength }),
    ...(pattern !== undefined && { pattern }),
  })
}

/** The shape of a user field. Its issues carry the configuration's name, by which a voice finds the API's. */
const fieldShape = (name: string, field: UserField) =>
  described(
    z.any().check((sent) => {
      const found = readValue(field, sent.value)
      if ('value' in found) sent.value = found.value
      else
        for (const each of found.faults) {
          const { fault: message, ...params } = issueOfValue(each)
          sent.issues.push({ code: 'custom', input: sent.value, message, params: { ...params, field: name } })
        }
    }),
    { override: schemaOf(field) },
  )

function readValue(field: UserField, sent: unknown): ReturnType<UserField['read']> {
  if (sent === undefined) return { faults: [{ fault: 'missing' }] }
  if (sent !== null) return field.read(sent)
  return field.null ? { value: null } : { faults: [{ fault: 'null' }] }
}

/** The values of a field in an API document. */
export const schemaOf = ({ schema, null: mayBeNull }: UserField) =>
  mayBeNull && schema.type ? { ...schema, type: [schema.type, 'null'] } : schema

/** Whether somebody changes an account that is not theirs. */
const isOthers = (c: Context<AppEnv>) => c.var.them !== undefined && c.var.them.id !== c.var.me.account.id

type Targets = Map<string, readonly [isUserField: boolean, name: string]>

/** Tells of a refused form what is taken besides. */
const withTaken =
  (shapes: Shapes, targets: Targets, kind: FormKind): Complete =>
  async (c, refusal) => {
    const valid = shapes.flatMap(([wire, shape]) => {
      const read = shape.safeParse(c.var.fields?.[wire])
      return read.success && read.data !== undefined ? [[wire, read.data] as const] : []
    })
    const sent = gather(Object.fromEntries(valid), targets)
    return new Refusal(refusal.reason, [
      ...refusal.issues,
      ...(await alsoTaken(c.env, {
        ...sent,
        ...(kind !== 'registration' && changed(c)),
        fields: (sent.fields ?? {}) as FieldValues,
      })),
    ])
  }

/** The account that a form changes, and who does; none is signed in at a registration. */
function changed(c: Context<AppEnv>): { account?: Account; by?: Me } {
  const by = c.get('me')
  return by ? { account: c.get('them') ?? by.account, by } : {}
}

/** By the names of the domain, with the user fields in an object of their own. */
function gather(form: Fields, targets: Targets): Fields {
  const entries = Object.entries(form).map(([wire, value]) => [targets.get(wire), value] as const)
  const of = (own: boolean) =>
    entries.flatMap(([target, value]) => (target?.[0] === own ? [[target[1], value] as const] : []))
  const fields = of(true)
  return {
    ...Object.fromEntries(of(false)),
    ...(fields.length > 0 && { fields: Object.fromEntries(fields) }),
  }
}

/**
 * The value of a field: that of the account itself, what was stored, or else its default. As an answer shows it, unless
 * it is for a form (`isTyped`).
 */
function valueIn(account: Account, { name: own, field }: ApiField, isTyped = false): unknown {
  const name = field.of ?? own
  if (isColumn(name)) return columnOf(account, name)
  const stored = Object.hasOwn(account.fields, name) ? account.fields[name] : standardOf(field)
  const value = field.shows ? field.shows(account) : stored
  const as = (isTyped && field.typedAs) || field.shownAs
  return as ? as(value) : value
}

/** `name`: the configuration's. */
type Shapes = (readonly [wire: string, shape: z.ZodMiniType, name: string])[]

/**
 * A form in the order in which its faults are told: first the columns that are not declared, then what is declared in its
 * order, and last what is no field of a person's, such as the password.
 */
function inOrder({ fields }: Config, shapes: Shapes): Record<string, z.ZodMiniType> {
  const names = Object.keys(fields)
  const placeOf = (name: string) =>
    isColumn(name) || names.includes(name) ? names.indexOf(name) : names.length
  const sorted = shapes.toSorted(([, , one], [, , other]) => placeOf(one) - placeOf(other))
  return Object.fromEntries(sorted.map(([wire, shape]) => [wire, shape]))
}

/** What a field is that was never sent. */
function standardOf({ type, default: own, null: mayBeNull }: UserField): unknown {
  if (own !== undefined) return own
  if (mayBeNull) return null
  if (type === 'boolean') return false
  return ['text', 'url', 'email', 'choice'].includes(type) ? '' : null
}

/** For every declared field (configuration.ts). */
export const fieldSupport: FieldSupport = {
  form: (parts, options) => {
    const { config, api, kind } = options
    const own = fieldsOf(config, api)
      .filter(({ field }) => isWritten(field, options))
      .map((each) => ({ ...each, field: ruled(each.field, kind) }))
    const targets: Targets = new Map()
    const columns = Object.entries(parts).flatMap(([name, part]) => {
      const isPlain = part instanceof z.ZodMiniType
      const wire = isPlain ? name : wireName(config, api, name)
      const shape = isPlain ? part : declaredColumn(name as ColumnField, part, options)
      if (wire === undefined || !shape) return []
      targets.set(wire, [false, camelCase(name)])
      return [[wire, shape, name] as const]
    })
    const others = own.map(({ name, wire, field }) => {
      const { of = name } = field
      targets.set(wire, isColumn(of) ? [false, camelCase(of)] : [true, of])
      const shape = fieldShape(name, field)
      return [wire, field.required && kind !== 'PATCH' ? shape : z.optional(shape), name] as const
    })
    const shapes = [...columns, ...others]
    return {
      shape: transformed(z.object(inOrder(config, shapes)), (form) => gather(form, targets)),
      fromForm: (sent) => own.reduce((read, { wire, field }) => readWritten(read, wire, field, kind), sent),
      complete: withTaken(shapes, targets, kind),
      kept: new Set(own.filter(({ field }) => field.type === 'json').map(({ wire }) => wire)),
    }
  },

  declared: ({ fields }, name, shape) => {
    const { [name]: field } = fields
    return field ? alsoRuled(shape, field) : shape
  },

  change: (form) => {
    const [PUT, PATCH] = [form('PUT', false), form('PATCH', false)]
    const staff = { PUT: form('PUT', true), PATCH: form('PATCH', true) }
    return {
      PUT,
      choose: (c) => (isOthers(c) ? staff : { PUT, PATCH })[c.req.method === 'PUT' ? 'PUT' : 'PATCH'],
    }
  },

  presenter: (config, api, shown) => {
    const columns = [...shown, ...addedNames(config, api)].flatMap((name) => {
      const isAddress = name === 'username' && !config.usernames && showsUsername(config, api)
      const wire = isAddress ? name : wireName(config, api, name)
      return wire === undefined ? [] : [[wire, name] as const]
    })
    const others = fieldsOf(config, api)
    const isIn = (name: string, answer: Answer) => {
      const field = config.fields[name]
      return !field || isShown(field, answer)
    }
    return (account, answer = 'owner') =>
      Object.fromEntries([
        ...columns.flatMap(([wire, name]) => (isIn(name, answer) ? [[wire, columnOf(account, name)]] : [])),
        ...others.flatMap((each) =>
          isShown(each.field, answer) ? [[each.wire, valueIn(account, each)]] : [],
        ),
      ])
  },

  valuesOf: ({ fields }, account, isTyped) =>
    Object.fromEntries(
      Object.entries(fields).flatMap(([name, field]) =>
        isColumn(name) ? [] : [[name, valueIn(account, { name, wire: name, field }, isTyped)]],
      ),
    ),

  namesOf: (config, api) =>
    Object.fromEntries(
      Object.keys(config.fields).flatMap((name) => {
        const wire = wireName(config, api, name)
        return wire === undefined ? [] : [[isColumn(name) ? camelCase(name) : name, wire]]
      }),
    ),
}

/** djoser's own serializers have neither name: it shows those that are declared. */
const addedNames = ({ fields }: Config, api: ApiName): ColumnField[] =>
  api === 'djoser' ? (['first_name', 'last_name'] as const).filter((name) => Object.hasOwn(fields, name)) : []
