import type { Config, DjoserSettings } from '../../../../ports/config.ts'
import { isName, isUnknown, pathOf, printed, type Value } from '../python/value.ts'
import { frontEndOf } from './front-end.ts'
import type { Rows, State } from './row.ts'

export type Variables = Config['variables']

/** `development`: variables that only a development has. */
type Taken = {
  settings: Partial<DjoserSettings>
  variables: Variables
  development: Variables
  tokens: boolean
}

/** The settings of gatehouse.config.ts that are switches of djoser's, with djoser's default. */
const SWITCHES: Record<string, boolean> = {
  USER_CREATE_PASSWORD_RETYPE: false,
  SET_USERNAME_RETYPE: false,
  SET_PASSWORD_RETYPE: false,
  PASSWORD_RESET_CONFIRM_RETYPE: false,
  USERNAME_RESET_CONFIRM_RETYPE: false,
  SEND_CONFIRMATION_EMAIL: false,
  LOGOUT_ON_PASSWORD_CHANGE: false,
  HIDE_USERS: true,
}

const URLS = ['ACTIVATION_URL', 'PASSWORD_RESET_CONFIRM_URL', 'USERNAME_RESET_CONFIRM_URL']

const HIDDEN = 'refused: it tells everybody who has an account'
const OWN_EMAILS = 'the emails are Gatehouse’s own (docs/mail.md)'

/** Settings that are the same at every configuration, or that are not served. */
const FIXED: Record<string, [State, string]> = {
  PASSWORD_CHANGED_EMAIL_CONFIRMATION: ['always', 'the owner is always told'],
  USERNAME_CHANGED_EMAIL_CONFIRMATION: ['always', 'the owner is always told'],
  PASSWORD_RESET_SHOW_EMAIL_NOT_FOUND: ['not served', HIDDEN],
  USERNAME_RESET_SHOW_EMAIL_NOT_FOUND: ['not served', HIDDEN],
  CREATE_SESSION_ON_LOGIN: ['not served', 'there are no Django sessions'],
  SOCIAL_AUTH_TOKEN_STRATEGY: ['not served', 'there is no sign-in by other services'],
  SOCIAL_AUTH_ALLOWED_REDIRECT_URIS: ['not served', 'there is no sign-in by other services'],
  WEBAUTHN: ['not served', 'passkeys are at /account/, not at djoser’s paths'],
  EMAIL: ['not served', OWN_EMAILS],
  CONSTANTS: ['not served', 'the sentences are djoser’s own'],
  VIEWS: ['not served', 'code is not read'],
}

const READ_ELSEWHERE = new Set([
  'LOGIN_FIELD',
  'USER_ID_FIELD',
  'SERIALIZERS',
  'EMAIL_FRONTEND_DOMAIN',
  'EMAIL_FRONTEND_PROTOCOL',
])

/** What DJOSER becomes. `values`: the settings beside it. */
export function readDjoser(djoser: Map<string, Value>, values: Map<string, Value>, rows: Rows): Taken {
  const taken: Taken = { settings: {}, ...frontEndOf(djoser, values, rows), tokens: true }
  for (const [name, value] of djoser) if (!READ_ELSEWHERE.has(name)) read(name, value, taken, rows)
  serializers(djoser, rows)
  return taken
}

function read(name: string, value: Value, taken: Taken, rows: Rows): void {
  const was = printed(value)
  if (Object.hasOwn(SWITCHES, name)) flag(name, value, taken.settings, rows)
  else if (URLS.includes(name)) url(name, value, taken.variables, rows)
  else if (name === 'SEND_ACTIVATION_EMAIL') activation(value, taken.variables, rows)
  else if (name === 'TOKEN_MODEL') tokenModel(value, taken, rows)
  else if (name === 'PERMISSIONS') permissions(value, taken.settings, rows)
  else if (name === 'EMAIL_FRONTEND_SITE_NAME') rows.add('by hand', name, was, 'SITE_NAME in wrangler.toml')
  else fixed(name, value, rows)
}

function fixed(name: string, value: Value, rows: Rows): void {
  const [state, became] = FIXED[name] ?? ['no effect', 'djoser has no such setting']
  rows.add(state === 'not served' && isUnset(value) ? 'no effect' : state, name, printed(value), became)
}

function flag(name: string, value: Value, settings: Partial<DjoserSettings>, rows: Rows): void {
  const isUsual = value === SWITCHES[name]
  if (typeof value !== 'boolean') rows.add('by hand', name, printed(value), unreadable(name))
  else rows.add('taken', name, printed(value), isUsual ? 'the default' : 'the same setting')
  if (typeof value === 'boolean' && !isUsual) Object.assign(settings, { [name]: value })
}

function activation(value: Value, variables: Variables, rows: Rows): void {
  const name = 'SEND_ACTIVATION_EMAIL'
  if (value === true) variables[name] = 'true'
  if (isUnknown(value)) rows.add('by hand', name, printed(value), unreadable(name))
  else rows.add('taken', name, printed(value), value === true ? 'the same variable' : 'the default')
}

const isUnset = (value: Value) =>
  value === false ||
  value === null ||
  (Array.isArray(value) && value.length === 0) ||
  (value instanceof Map && value.size === 0)

const unreadable = (name: string) => `the environment decides: set ${name} in gatehouse.config.ts`

function url(name: string, value: Value, variables: Variables, rows: Rows): void {
  const was = printed(value)
  if (typeof value !== 'string') rows.add('by hand', name, was, unreadable(name))
  else if (!value.includes('{uid}') || !value.includes('{token}'))
    rows.add('essential', name, was, 'a link needs {uid} and {token} in its URL')
  else {
    Object.assign(variables, { [name]: value })
    rows.add('taken', name, was, 'the same variable')
  }
}

function tokenModel(value: Value, taken: Pick<Taken, 'tokens'>, rows: Rows): void {
  if (value === null) taken.tokens = false
  const isOwn = !/^rest_framework\.authtoken/.test(pathOf(value) ?? 'rest_framework.authtoken')
  if (isOwn) rows.add('not served', 'TOKEN_MODEL', printed(value), 'tokens are 40 hexadecimal digits')
  else rows.add('taken', 'TOKEN_MODEL', printed(value), `tokens: ${value !== null}`)
}

const ANYONE = ['AllowAny']
const OWNER = ['CurrentUserOrAdmin']

/** Who may do what, as it always is here. */
const PERMISSIONS: Record<string, string[]> = {
  activation: ANYONE,
  password_reset: ANYONE,
  password_reset_confirm: ANYONE,
  username_reset: ANYONE,
  username_reset_confirm: ANYONE,
  token_create: ANYONE,
  set_password: [...OWNER, 'IsAuthenticated'],
  set_username: [...OWNER, 'IsAuthenticated'],
  user_delete: OWNER,
  user: OWNER,
  user_list: OWNER,
  token_destroy: ['IsAuthenticated'],
}

function permissions(value: Value, settings: Partial<DjoserSettings>, rows: Rows): void {
  for (const [name, given] of value instanceof Map ? value : []) {
    const classes = (Array.isArray(given) ? given : [given]).map((each) =>
      (pathOf(each) ?? '').split('.').at(-1),
    )
    const setting = `PERMISSIONS['${name}']`
    const was = classes.join(', ')
    if (name === 'user_create' && classes.some((each) => /Admin|Staff/.test(each ?? ''))) {
      settings.USER_CREATE = 'staff'
      rows.add('taken', setting, was, "USER_CREATE: 'staff'")
    } else if (name === 'user_create')
      rows.add(was === 'AllowAny' ? 'taken' : 'not served', setting, was, 'anyone may register')
    else if (classes.every((each) => PERMISSIONS[name]?.includes(each ?? '')))
      rows.add('always', setting, was, 'always so')
    else
      rows.add(
        'not served',
        setting,
        was,
        `always ${PERMISSIONS[name]?.[0] ?? 'refused'}: accounts are their owners’`,
      )
  }
}

const READ_SERIALIZERS = new Set(['user_create', 'user_create_password_retype', 'user', 'current_user'])

const DJOSERS = new Set([
  'activation',
  'password_reset',
  'password_reset_confirm',
  'password_reset_confirm_retype',
  'set_password',
  'set_password_retype',
  'set_username',
  'set_username_retype',
  'username_reset',
  'username_reset_confirm',
  'username_reset_confirm_retype',
  'user_delete',
  'token',
  'token_create',
  'provider_auth',
])

/** Whether registrations have a serializer that repeats the password, in place of `user_create`. */
export const isRetyped = (djoser: Map<string, Value>): boolean =>
  djoser.get('USER_CREATE_PASSWORD_RETYPE') === true

function serializers(djoser: Map<string, Value>, rows: Rows): void {
  const value = djoser.get('SERIALIZERS')
  for (const [name, given] of value instanceof Map ? value : []) {
    const path = pathOf(given) ?? printed(given)
    const setting = `SERIALIZERS['${name}']`
    // Where passwords are repeated, another serializer is asked, and this one is told of as having no effect.
    if (name === 'user_create' && isRetyped(djoser)) continue
    if (READ_SERIALIZERS.has(name)) rows.add('taken', setting, path, 'its fields')
    else if (!DJOSERS.has(name)) rows.add('no effect', setting, path, 'djoser has no such serializer')
    else if (path.startsWith('djoser.') || isName(given)) rows.add('always', setting, path, 'djoser’s own')
    else rows.add('not served', setting, path, 'code is not read: compare what clients see')
  }
}
