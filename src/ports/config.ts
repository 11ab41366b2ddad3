import type { Brand } from './brand.ts'
import type { DjoserView } from './djoser-views.ts'
import type { Emails } from './email-templates.ts'
import type { PasswordVerifier } from './imported-password.ts'
import type { ImportedSessions } from './imported-sessions.ts'
import type { OldLogin } from './old-login.ts'
import type { PasswordRule } from './password-rule.ts'
import { LANGUAGES, type Settings } from './settings.ts'
import type { UserField } from './user-field.ts'
import type { WayBack } from './way-back.ts'

/*
 * What describes the back end that is being replaced. A team writes it once, in gatehouse.config.ts; what differs by
 * environment is in wrangler.toml (settings.ts). The build, `npm run doctor` and `npm run setup` check it
 * (http/config-checks/check-config.ts), so the Worker does not.
 */

/** How clients know an account: by its UUID, by a whole number, or by 24 hexadecimal digits as MongoDB has them. */
export type IdKind = 'uuid' | 'integer' | 'objectid'

/** What a client sends to sign in: a username, an email address, or either of them in one field. */
export type LoginField = 'username' | 'email' | 'either'

/** Where an API is mounted: paths such as `/api/v1/auth`, `''` for the root, or none if it is off. */
type Mounted = { at: readonly string[]; ids: IdKind; loginField: LoginField }

/** Lists in pages, as DRF's PageNumberPagination and LimitOffsetPagination have them. `size`: PAGE_SIZE. */
export type Paging = { by: 'page' | 'offset'; size: number }

/** djoser's settings that are no wrangler variable, by djoser's own names (docs/apis/djoser.md). */
export type DjoserSettings = {
  USER_CREATE_PASSWORD_RETYPE: boolean
  SET_USERNAME_RETYPE: boolean
  SET_PASSWORD_RETYPE: boolean
  PASSWORD_RESET_CONFIRM_RETYPE: boolean
  USERNAME_RESET_CONFIRM_RETYPE: boolean
  /** An account that was activated, or needs no activation, is told so by email. */
  SEND_CONFIRMATION_EMAIL: boolean
  /** A new password ends the session that set it, too. */
  LOGOUT_ON_PASSWORD_CHANGE: boolean
  /** Other accounts are 404 and not 403, and the list shows one's own. */
  HIDE_USERS: boolean
  /** Who may register: PERMISSIONS['user_create']. */
  USER_CREATE: 'anyone' | 'staff'
  /** simplejwt: the claim of a JWT that has the account's id. */
  USER_ID_CLAIM: string
  /** simplejwt: a sign-in is noted as the account's `last_login`. */
  UPDATE_LAST_LOGIN: boolean
  /** simplejwt: the keywords before a JWT. A good one is taken after any; a challenge names the first. */
  AUTH_HEADER_TYPES: readonly string[]
}

export type Apis = {
  profile: Mounted
  /**
   * `tokens` and `jwt`: whether there are `token/…` and `jwt/…` below each path. `views`: the whole paths of those that
   * are elsewhere, or nowhere, where the list is empty. `trench`: whether there are the endpoints of django-trench.
   * `openRoot`: whether the list of what is at a base path needs no login. `idName`: the field of answers that has the
   * id, USER_ID_FIELD. `usernameField`: what `set_…` and `reset_…` change, the user model's USERNAME_FIELD; where
   * accounts have no usernames it is the email address. `jwtLoginField`: what `jwt/…` signs in with, where that is not
   * `loginField`: simplejwt asks for the USERNAME_FIELD, and djoser's tokens for the LOGIN_FIELD. `authentication`: what
   * is answered to a bad Authorization header, by DRF's DEFAULT_AUTHENTICATION_CLASSES in their order. Null: as with the
   * only one of `tokens` and `jwt`, or by what the caller sent.
   */
  djoser: Mounted & {
    idName: string
    usernameField: 'username' | 'email'
    jwtLoginField: LoginField | null
    authentication: readonly ('tokens' | 'jwt')[] | null
    tokens: boolean
    jwt: boolean
    views: { readonly [View in DjoserView]?: readonly string[] }
    trench: boolean
    openRoot: boolean
    /** How `users/` is divided into pages. Null: an array, with the next page in a Link header. */
    pages: Paging | null
    settings: DjoserSettings
  }
  /** `tokenAt`: the paths of the sign-in for a token. */
  users: Mounted & { tokenAt: readonly string[] }
  /** What it adds to the users API. `resetAt`: the paths of the password reset by email. */
  management: Pick<Mounted, 'at'> & { resetAt: readonly string[] }
  /**
   * `avatar`: whether a registration needs a picture. `htmlErrors`: errors are always the page of an Express back end
   * without an error handler. `names`: second names that the user in an answer has, too. Both names are read everywhere.
   */
  express: Mounted & {
    avatar: 'required' | 'optional'
    htmlErrors: boolean
    names: { username?: string; fullName?: string }
  }
}

export type ApiName = keyof Apis

export type Config = {
  apis: Apis
  /** Whether accounts have usernames. Without them people sign in by email address. */
  usernames: boolean
  /** Whether there is the console for staff at /admin. */
  admin: boolean
  /** Whether other systems can be told of events (docs/operations/webhooks.md). */
  webhooks: boolean
  /** The user fields by name, in the order in which they are shown. */
  fields: Readonly<Record<string, UserField>>
  /** The time zone of moments in answers, and of those that clients send without one: `Asia/Kolkata`. */
  timeZone: string
  /** Whether the APIs refuse fields that they do not know, as 400. Otherwise they ignore them. */
  refuseUnknownFields: boolean
  /**
   * The rules for new passwords, in the order in which they are told, instead of Gatehouse's own. APIs that
   * LENIENT_PASSWORD_DOORS names have a length alone.
   */
  passwordRules: readonly PasswordRule[] | undefined
  /** How pages and emails show whose they are (docs/brand.md). */
  brand: Brand
  /** What emails say, and in which languages. */
  emails: Emails
  /** Which hashes of another system are verified (docs/imported-passwords.md). */
  importedPasswords: readonly PasswordVerifier[]
  /** Which tokens and JWTs of another system are accepted, and until when (docs/imported-sessions.md). */
  importedSessions: readonly ImportedSessions[]
  /** The login of another system that is asked about passwords that are not verified here (docs/old-login.md). */
  oldLogin: OldLogin | null
  /** What is kept, and until when, so that people could go back to that system (docs/moving-back.md). */
  wayBack: WayBack | undefined
  /** Settings of wrangler.toml that are the same in every environment. They count instead of the variables. */
  variables: Partial<Record<keyof Settings, string>>
}

type Own<Api> = { [Name in keyof Api]?: Api[Name] | undefined }

/** What a team writes: what differs from the default. `false`: the API is off. */
export type OwnConfig = Partial<Omit<Config, 'apis'>> & {
  /** For every API, unless it says otherwise. */
  loginField?: LoginField
  ids?: IdKind
  apis?: {
    [Name in ApiName]?: false | (Own<Omit<Apis[Name], 'settings'>> & { settings?: Partial<DjoserSettings> })
  }
}

const DEFAULTS: Config = {
  apis: {
    profile: { at: ['/api'], ids: 'uuid', loginField: 'username' },
    djoser: {
      at: ['/auth'],
      ids: 'uuid',
      loginField: 'username',
      idName: 'id',
      usernameField: 'username',
      jwtLoginField: null,
      authentication: null,
      tokens: true,
      jwt: true,
      views: {},
      trench: true,
      openRoot: false,
      pages: null,
      settings: {
        USER_CREATE_PASSWORD_RETYPE: false,
        SET_USERNAME_RETYPE: false,
        SET_PASSWORD_RETYPE: false,
        PASSWORD_RESET_CONFIRM_RETYPE: false,
        USERNAME_RESET_CONFIRM_RETYPE: false,
        SEND_CONFIRMATION_EMAIL: false,
        LOGOUT_ON_PASSWORD_CHANGE: false,
        HIDE_USERS: true,
        USER_CREATE: 'anyone',
        USER_ID_CLAIM: 'user_id',
        UPDATE_LAST_LOGIN: false,
        AUTH_HEADER_TYPES: ['Bearer'],
      },
    },
    users: { at: ['/api/v1/users'], ids: 'uuid', loginField: 'username', tokenAt: ['/api-token-auth'] },
    management: { at: ['/api/v1/users'], resetAt: ['/api/password_reset'] },
    express: {
      at: ['/api/v1/users'],
      ids: 'uuid',
      loginField: 'either',
      avatar: 'required',
      htmlErrors: false,
      names: {},
    },
  },
  usernames: true,
  admin: true,
  webhooks: false,
  fields: {},
  timeZone: 'UTC',
  refuseUnknownFields: false,
  passwordRules: undefined,
  brand: {},
  emails: { languages: {}, texts: {} },
  importedPasswords: [],
  importedSessions: [],
  oldLogin: null,
  wayBack: undefined,
  variables: {},
}

const OFF = { at: [], tokenAt: [], resetAt: [] }

/** The configuration with its defaults. */
export function defineConfig({ apis = {}, loginField, ids, ...own }: OwnConfig): Config {
  const forAll = { ...(loginField && { loginField }), ...(ids && { ids }) }
  const whole = (Object.keys(DEFAULTS.apis) as ApiName[]).map((name) => {
    const [standard, given] = [DEFAULTS.apis[name], apis[name] ?? {}]
    if (given === false) return [name, { ...standard, ...OFF }]
    const settings = 'settings' in standard && { settings: { ...standard.settings, ...given.settings } }
    return [name, withPaths({ ...standard, ...forAll, ...given, ...settings })]
  })
  const { fields = {}, timeZone = DEFAULTS.timeZone } = own
  // With what is no API, so that the build can say so.
  return {
    ...DEFAULTS,
    ...own,
    fields: fieldsIn(timeZone, fields),
    apis: { ...apis, ...Object.fromEntries(whole) } as Apis,
  }
}

/** The fields with their moments in a time zone. */
const fieldsIn = (timeZone: string, fields: Config['fields']): Config['fields'] =>
  timeZone === DEFAULTS.timeZone || typeof fields !== 'object'
    ? fields
    : Object.fromEntries(
        Object.entries(fields).map(([name, field]) => {
          const { support, updated } = field
          const own = updated && { updated: updated.inTimeZone?.(timeZone) ?? updated }
          return [name, field.inTimeZone ? { ...field.inTimeZone(timeZone), support, ...own } : field]
        }),
      )

/** `/api/auth/` and `/api/auth` are the same path, `/` and `''` the root. */
const withPaths = (api: object): object =>
  Object.fromEntries(
    Object.entries(api).map(([name, value]) => [
      name,
      Array.isArray(value)
        ? value.map((path) => (typeof path === 'string' ? path.replace(/\/+$/, '') : path))
        : name === 'views' && typeof value === 'object' && value !== null
          ? withPaths(value)
          : value,
    ]),
  )

/** Every document as it is: nothing is configured. */
export const defaultConfig: Config = defineConfig({})

/** What djoser's `set_…` and `reset_…` change. */
export const usernameFieldOf = ({ usernames, apis }: Config): 'username' | 'email' =>
  usernames ? apis.djoser.usernameField : 'email'

/** What a sign-in for JWTs at djoser's API asks for. */
export const jwtLoginFieldOf = ({ apis }: Pick<Config, 'apis'>): LoginField =>
  apis.djoser.jwtLoginField ?? apis.djoser.loginField

/** Whether an API is on. The account API always is. */
export const isOn = ({ apis }: Config, name: string): boolean =>
  !Object.hasOwn(apis, name) || apis[name as ApiName].at.length > 0

const known = new WeakMap<object, Map<Config, object>>()

/** The environment with the settings of the configuration instead of its own, and with its languages. */
export function configured<Env extends object>(env: Env, config: Config): Env {
  const languages = Object.keys(config.emails.languages)
  if (Object.keys(config.variables).length + languages.length === 0) return env
  const made = known.get(env) ?? new Map<Config, object>()
  known.set(env, made)
  const both = made.get(config) ?? { ...env, ...config.variables, [LANGUAGES]: languages }
  made.set(config, both)
  return both as Env
}
