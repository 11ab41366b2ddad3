import type { ApiName, Config } from './config.ts'
import { viewPathsOf } from './djoser-views.ts'

/** A request with JSON: to register or to sign in at an API that is on. */
export type FirstStep = { api: ApiName; path: string; fields: Record<string, unknown> }

const ADA = { username: 'ada', email: 'ada@example.com', password: 'Vq7-mountain-Kestrel' }

/** The command that asks for a step, for a POSIX shell. Its second line is indented by so many spaces. */
export const curlOf = (origin: string, { path, fields }: FirstStep, indent: number): string =>
  `curl -i ${origin}${path} -H 'content-type: application/json' \\
${' '.repeat(indent)}-d '${JSON.stringify(fields).replaceAll("'", `'\\''`)}'`

/** How somebody registers and signs in. Nothing where no API that is on takes JSON for it. */
export function firstStepsOf({ apis, usernames, fields }: Config): {
  register: FirstStep | undefined
  signIn: FirstStep | undefined
} {
  const { djoser, users, management, profile, express } = apis
  const below = (paths: readonly string[], rest: string) => paths[0] !== undefined && paths[0] + rest
  const credentials = viewPathsOf(djoser, 'token/login')[0] ?? viewPathsOf(djoser, 'jwt/create')[0]
  const first = (paths: [ApiName, string | false][]) => paths.find(([, path]) => path !== false)
  const { username, ...rest } = ADA

  const register = first([
    ['djoser', djoser.settings.USER_CREATE === 'anyone' && below(djoser.at, '/users/')],
    ['users', below([...users.at, ...management.at], '/')],
    ['profile', below(profile.at, '/register/')],
  ])
  const signIn = first([
    ['users', below(users.tokenAt, '/')],
    ['djoser', credentials !== undefined && `${credentials}/`],
    ['profile', below(profile.at, '/login/')],
    ['express', below(express.at, '/login')],
  ])
  const step = (found: typeof register, fieldsAt: (api: ApiName) => object): FirstStep | undefined =>
    found && { api: found[0], path: found[1] || '', fields: { ...fieldsAt(found[0]) } }
  return {
    register: step(register, (api) => ({
      ...(usernames && { username }),
      ...rest,
      ...(api === 'djoser' && djoser.settings.USER_CREATE_PASSWORD_RETYPE && { re_password: ADA.password }),
      ...Object.fromEntries(
        Object.entries(fields)
          .filter(([name, { required, names }]) => required && !(name in ADA) && names?.[api] !== false)
          .map(([name, field]) => [field.names?.[api] || name, exampleOf(field)]),
      ),
    })),
    signIn: step(signIn, (api) => {
      const { loginField } = { loginField: undefined, ...apis[api] }
      const { password, email } = ADA
      return loginField === 'email' || !usernames ? { email, password } : { username, password }
    }),
  }
}

const exampleOf = (field: object): unknown =>
  (field as { schema?: { examples?: unknown[] } }).schema?.examples?.[0] ?? 'Ada'
