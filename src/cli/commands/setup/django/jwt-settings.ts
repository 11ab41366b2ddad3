import type { DjoserSettings } from '../../../../ports/config.ts'
import type { Project } from '../python/project.ts'
import { isDuration, pathOf, printed, textsOf, type Value } from '../python/value.ts'
import type { Variables } from './djoser-settings.ts'
import type { Rows, State } from './row.ts'

type Taken = { settings: Partial<DjoserSettings>; variables: Variables }

const MOST_SECONDS = 400 * 86_400

const LIFETIMES: Record<string, 'JWT_ACCESS_SECONDS' | 'JWT_REFRESH_SECONDS'> = {
  ACCESS_TOKEN_LIFETIME: 'JWT_ACCESS_SECONDS',
  REFRESH_TOKEN_LIFETIME: 'JWT_REFRESH_SECONDS',
}

const OWN_KEYS = 'JWTs are signed with ES256 and SIGNING_KEYS (docs/keys.md)'
const NO_SLIDING = 'sliding tokens are not served: one that leaks could be renewed for ever'

const NEW_PASSWORD = 'a new password ends JWTs'
const OLD_JWTS =
  'imported ones from before a new password there: refresh tokens end if simplejwt has recorded them, access tokens live until they expire (docs/imported-sessions.md)'
const REVOKE_CLAIM = 'hash_password'

/** Settings that are the same at every configuration, or that are not served. */
const FIXED: [RegExp, State, string][] = [
  [/^BLACKLIST_AFTER_ROTATION$/, 'always', 'a used refresh token ends ten seconds later'],
  [/^(ALGORITHM|SIGNING_KEY|VERIFYING_KEY|JWK_URL)$/, 'always', OWN_KEYS],
  [/^ISSUER$/, 'always', 'PUBLIC_URL'],
  [/^AUDIENCE$/, 'not served', 'JWTs have no audience'],
  [/^LEEWAY$/, 'no effect', 'the clock that signs is the one that verifies'],
  [
    /^(JSON_ENCODER|TOKEN_USER_CLASS|USER_AUTHENTICATION_RULE|CHECK_USER_IS_ACTIVE)$/,
    'no effect',
    'only Python code meets it',
  ],
  [/^USER_ID_FIELD$/, 'always', 'the id that clients know'],
  [/^(TOKEN_TYPE_CLAIM|JTI_CLAIM)$/, 'always', 'token_type and jti'],
  [/^(CHECK_REVOKE_TOKEN|REVOKE_TOKEN_CLAIM)$/, 'always', NEW_PASSWORD],
  [/^SLIDING_/, 'no effect', NO_SLIDING],
  [/^ON_LOGIN_/, 'not served', 'code is not read'],
  [/^AUTH_COOKIE/, 'not served', 'djoser and simplejwt have no cookies'],
]

/** What SIMPLE_JWT becomes. */
export function readJwt(
  jwt: Map<string, Value>,
  values: Map<string, Value>,
  project: Project,
  rows: Rows,
): Taken {
  const taken: Taken = { settings: {}, variables: {} }
  for (const [name, value] of jwt) read([name, value], taken, project, rows)
  if (values.has('JWT_AUTH'))
    rows.add(
      'not served',
      'JWT_AUTH',
      'djangorestframework-jwt',
      'an older package: its paths and fields are others',
    )
  return taken
}

function read(
  [name, value]: [string, Value],
  { settings, variables }: Taken,
  project: Project,
  rows: Rows,
): void {
  const was = printed(value)
  const add = (state: State, became: string) => rows.add(state, name, was, became)
  const variable = LIFETIMES[name]
  const fixed = FIXED.find(([pattern]) => pattern.test(name))
  if (variable && isDuration(value)) {
    const seconds = Math.min(value.seconds, MOST_SECONDS)
    variables[variable] = String(seconds)
    add('taken', `${variable}: ${seconds}${seconds < value.seconds ? ', the most that is served' : ''}`)
  } else if (variable) add('by hand', `${variable}, in seconds`)
  else if (name === 'ROTATE_REFRESH_TOKENS') {
    if (value === true) variables.ROTATE_REFRESH_TOKENS = 'true'
    add('taken', value === true ? 'the same variable' : 'the default')
  } else if (name === 'UPDATE_LAST_LOGIN') {
    if (value === true) settings.UPDATE_LAST_LOGIN = true
    add('taken', value === true ? 'the same setting' : 'the default')
  } else if (name === 'USER_ID_CLAIM') {
    if (typeof value === 'string' && value !== 'user_id') settings.USER_ID_CLAIM = value
    add('taken', value === 'user_id' ? 'the default' : 'the same setting')
  } else if (name === 'AUTH_HEADER_TYPES') headerTypes(value, settings, add)
  else if (name === 'AUTH_HEADER_NAME')
    add(
      value === 'HTTP_AUTHORIZATION' ? 'always' : 'essential',
      'credentials are in the Authorization header',
    )
  else if (name === 'AUTH_TOKEN_CLASSES')
    /Sliding/.test(was) ? add('essential', NO_SLIDING) : add('always', 'access tokens')
  else if (/_SERIALIZER$/.test(name)) serializer(pathOf(value) ?? '', add, project)
  else if (name === 'CHECK_REVOKE_TOKEN' && value === true) add('always', `${NEW_PASSWORD}; ${OLD_JWTS}`)
  else if (name === 'REVOKE_TOKEN_CLAIM' && value !== REVOKE_CLAIM)
    add('not served', `imported JWTs from before a new password are told by ${REVOKE_CLAIM} only`)
  else if (fixed) add(value === null && fixed[1] === 'not served' ? 'no effect' : fixed[1], fixed[2])
  else add('no effect', 'simplejwt has no such setting')
}

type Add = (state: State, became: string) => void

/** The first keyword is the one of challenges. A good JWT is taken after any of the three. */
function headerTypes(value: Value, settings: Taken['settings'], add: Add): void {
  const words = typeof value === 'string' ? [value] : textsOf(value)
  const known = words.filter((word) => /^(token|bearer|jwt)$/i.test(word))
  const isUsual = String(known) === 'Bearer'
  if (known.length > 0 && !isUsual) settings.AUTH_HEADER_TYPES = known
  if (known.length === 0) add('essential', 'credentials follow Token, Bearer or JWT')
  else if (known.length === words.length) add('taken', isUsual ? 'the default' : 'the same setting')
  else add('not served', `AUTH_HEADER_TYPES: ${known.join(', ')}; credentials follow Token, Bearer or JWT`)
}

/**
 * The path of the project's own serializer of sign-ins for JWTs: that of its view, which counts more, or of the settings.
 * Empty if it has none. `view`: the class of that view.
 */
export function signInSerializerOf(
  jwt: Map<string, Value>,
  view: string | undefined,
  project: Project,
  rows: Rows,
): string {
  const found = view === undefined ? undefined : project.findClass(view)
  const own = pathOf(found?.values.get('serializer_class'))
  if (own !== undefined && !own.startsWith('rest_framework_simplejwt.'))
    serializer(
      own,
      (state, became) => rows.add(state, `${found?.name}.serializer_class`, own, became),
      project,
    )
  const code = [...(found?.methods.keys() ?? [])]
  if (code.length > 0)
    rows.add('not served', found?.name ?? '', code.join(', '), 'code is not read: compare what clients see')
  return own ?? pathOf(jwt.get('TOKEN_OBTAIN_SERIALIZER')) ?? ''
}

/** A serializer of simplejwt that is the project's: which field it signs in by is told by LOGIN_FIELD. */
function serializer(path: string, add: Add, project: Project): void {
  const methods = [...(project.findClass(path)?.methods.keys() ?? ['its code'])]
  if (path.startsWith('rest_framework_simplejwt.')) add('always', 'simplejwt’s own')
  else if (methods.length === 0) add('taken', 'the sign-in field of LOGIN_FIELD')
  else
    add(
      'not served',
      `code is not read (${methods.join(', ')}): answers and JWTs have simplejwt’s fields only`,
    )
}
