import { resolve } from 'node:path'
import type { Plan } from '../plan.ts'
import { printed, type Value } from '../python/value.ts'
import { authenticationOf } from './authentication.ts'
import { isRetyped, readDjoser } from './djoser-settings.ts'
import { fieldsOf } from './fields.ts'
import { readJwt, signInSerializerOf } from './jwt-settings.ts'
import { mountDjoser } from './mount-djoser.ts'
import { openRootOf, pagesOf, readOtherSettings, timeZoneOf } from './other-settings.ts'
import { passwordRulesOf } from './password-rules.ts'
import { openRows, type Row, type Rows } from './row.ts'
import { both, type Context, readSerializer, type Serializer } from './serializers.ts'
import { openSettings } from './settings-file.ts'
import { idNameOf, jwtLoginFieldOf, signInOf, usernameFieldIn } from './sign-in.ts'
import { readTokenCookies } from './token-cookies.ts'
import { readUrls } from './urls.ts'
import { readUserModel } from './user-model.ts'
import { writtenValues } from './written-values.ts'

/**
 * What a project becomes, and what became of each of its settings. `development`: variables of .dev.vars, which has what
 * leads to the machine of anyone who develops the project.
 */
export type FromDjango = { file: string; plan: Plan; rows: Row[]; development: Plan['variables'] }

/**
 * Reads a djoser project from its settings file or its folder. Nothing of it is run. Throws Refused when there is no
 * settings file, or none that configures djoser.
 */
export function readDjango(path: string): FromDjango {
  const { project, file, values } = openSettings(resolve(path))
  const rows = openRows()
  for (const name of ['DJOSER', 'SIMPLE_JWT', 'REST_FRAMEWORK']) {
    const value = values.get(name)
    if (value !== undefined && !(value instanceof Map))
      rows.add('essential', name, printed(value), 'it is made when the project runs: the defaults were taken')
  }
  const djoser = dictOf(values.get('DJOSER'))
  const model = readUserModel(project, values.get('AUTH_USER_MODEL'))
  if (!model.isFound)
    rows.add(
      'essential',
      'AUTH_USER_MODEL',
      model.path,
      'its class was not found: Django’s own user was taken',
    )
  const loginField = textOf(djoser.get('LOGIN_FIELD')) ?? model.usernameField
  const idField = textOf(djoser.get('USER_ID_FIELD')) ?? model.key.name
  const context = { project, model, loginField, idField }
  const serializers = serializersOf(djoser, context, rows)
  const { create } = serializers

  const signIn = signInOf({ ...context, values, create }, rows)
  const { settings, variables, development, tokens } = readDjoser(djoser, values, rows)
  const simpleJwt = dictOf(values.get('SIMPLE_JWT'))
  const jwt = readJwt(simpleJwt, values, project, rows)
  const routes = readUrls(project, textOf(values.get('ROOT_URLCONF')), file)
  const mounted = mountDjoser(routes, tokens, rows)
  const signInSerializer = signInSerializerOf(simpleJwt, mounted.signIn, project, rows)
  readOtherSettings(values, rows)
  readTokenCookies(project, rows)
  const all = { ...settings, ...jwt.settings }
  const written = writtenValues(values, rows)
  const usernames = signIn.usernames !== false
  const fields = fieldsOf({ ...context, ...serializers, usernames, written }, rows)
  const timeZone = timeZoneOf(values, rows)
  const passwords = passwordRulesOf(values, rows)
  const apis = {
    profile: false,
    djoser: {
      ...mounted.djoser,
      ...idNameOf(context),
      ...usernameFieldIn(context, usernames, rows),
      ...(mounted.has.jwt && jwtLoginFieldOf({ ...context, values }, signInSerializer, rows)),
      ...authenticationOf(values, mounted.has, rows),
      ...openRootOf(values, rows),
      ...pagesOf(values, rows),
      ...(Object.keys(all).length > 0 && { settings: all }),
    },
    users: mounted.tokenAt.length > 0 && { at: [], tokenAt: mounted.tokenAt },
    management: false,
    express: false,
  } as const
  return {
    file,
    rows: rows.all,
    development,
    plan: {
      ...signIn,
      apis,
      fields,
      ...timeZone,
      ...passwords,
      variables: { ...variables, ...jwt.variables },
    },
  }
}

/** The serializer of registrations, and that of `users/me/` with what `users/{id}/` has besides. */
function serializersOf(djoser: Map<string, Value>, context: Context, rows: Rows) {
  const given = dictOf(djoser.get('SERIALIZERS'))
  const read = (name: string, usual: string): Serializer => {
    const path = textOf(given.get(name)) ?? `djoser.serializers.${usual}`
    const serializer = readSerializer(path, context)
    const setting = `SERIALIZERS['${name}']`
    if (!serializer.isFound)
      rows.add('essential', setting, path, 'its class was not found: djoser’s own was taken')
    if (serializer.code.length > 0)
      rows.add(
        'not served',
        setting,
        serializer.code.join(', '),
        'code is not read: compare what clients see',
      )
    if (serializer.worded.size > 0)
      rows.add(
        'not served',
        `${setting} error_messages`,
        [...serializer.worded].join(', '),
        'what is wrong with a field is said in the sentences of Django REST Framework',
      )
    return serializer
  }
  const isTwice = isRetyped(djoser)
  if (isTwice && given.has('user_create') && !given.has('user_create_password_retype'))
    rows.add(
      'no effect',
      "SERIALIZERS['user_create']",
      textOf(given.get('user_create')) ?? '',
      'USER_CREATE_PASSWORD_RETYPE has a serializer of its own',
    )
  const [others, me] = [read('user', 'UserSerializer'), read('current_user', 'UserSerializer')]
  return {
    create: isTwice
      ? read('user_create_password_retype', 'UserCreatePasswordRetypeSerializer')
      : read('user_create', 'UserCreateSerializer'),
    user: both(me, others),
    me,
    others,
  }
}

const dictOf = (value: Value | undefined): Map<string, Value> => (value instanceof Map ? value : new Map())
const textOf = (value: Value | undefined) => (typeof value === 'string' ? value : undefined)
