import { checkEmailTexts } from '../../account/emails/check-texts.ts'
import { type ApiName, type Config, defaultConfig } from '../../ports/config.ts'
import { DJOSER_VIEWS } from '../../ports/djoser-views.ts'
import { oldApis } from '../../ports/old-apis.ts'
import { checkBrand } from './check-brand.ts'
import { checkFields } from './check-fields.ts'
import { checkPasswordRules } from './check-password-rules.ts'
import { checkPaths } from './check-paths.ts'
import { checkVariables } from './check-variables.ts'
import { nearestName } from './nearest-name.ts'

/*
 * The faults of gatehouse.config.ts, each as a sentence. Only the build and the commands check it, so nothing of this is
 * in the Worker.
 */

const LOGIN_FIELDS = ['username', 'email', 'either']
const ID_KINDS = ['uuid', 'integer', 'objectid']
const AUTHORIZATIONS = ['Token', 'Bearer', 'JWT']
const DJANGO: ApiName[] = ['profile', 'djoser', 'users', 'management']

/** What is wrong with a configuration. Nothing, if the list is empty. */
export function checkConfig(config: Config): string[] {
  const unknown = unknownKeys(config)
  const values = wrongValues(config)
  // Where a path or a setting is no text at all, there is nothing to compare.
  if (values.length > 0) return [...unknown, ...values]
  return [
    ...unknown,
    ...checkPaths(config),
    ...checkSignIn(config),
    ...checkFields(config),
    ...checkPasswordRules(config),
    ...checkBrand(config.brand),
    ...checkEmailTexts(config),
    ...checkVariables(config),
    ...checkImportedSessions(config),
    ...checkOldLogin(config),
    ...(Number.isNaN(config.wayBack?.until) ? ["wayBack has an until that is no date, as '2027-03-01'"] : []),
  ]
}

const quoted = (words: readonly string[]) => words.map((word) => `'${word}'`).join(', ')

function unknownIn(where: string, given: object, known: readonly string[]): string[] {
  return Object.keys(given)
    .filter((name) => !known.includes(name))
    .map((name) => {
      const meant = nearestName(name, known)
      return `${where}${name} is not known${meant === undefined ? '' : `: is it ${meant}?`}`
    })
}

function unknownKeys({ apis, ...config }: Config): string[] {
  const known = defaultConfig
  return [
    ...unknownIn('', config, [...Object.keys(known), 'loginField', 'ids']),
    ...unknownIn('apis.', apis, Object.keys(known.apis)),
    ...Object.entries(apis).flatMap(([name, api]) => {
      const standard = known.apis[name as ApiName]
      if (standard === undefined || typeof api !== 'object') return []
      const settings = 'settings' in api && 'settings' in standard
      return [
        ...unknownIn(`apis.${name}.`, withoutEmpty(api), [...Object.keys(standard), 'loginField', 'ids']),
        ...(settings
          ? unknownIn(`apis.${name}.settings.`, api.settings, Object.keys(standard.settings))
          : []),
      ]
    }),
  ]
}

/** An API that is off has empty lists for paths that only others have. */
const withoutEmpty = (api: object) =>
  Object.fromEntries(Object.entries(api).filter(([, value]) => !Array.isArray(value) || value.length > 0))

/** One of these words. */
const oneOf = (where: string, value: unknown, words: readonly string[]): string[] =>
  words.includes(value as string) ? [] : [`${where} is ${JSON.stringify(value)}, and may be ${quoted(words)}`]

const flag = (where: string, value: unknown): string[] =>
  typeof value === 'boolean' ? [] : [`${where} is ${JSON.stringify(value)}, and may be true or false`]

function wrongValues(config: Config): string[] {
  const { usernames, admin, webhooks, timeZone, refuseUnknownFields, apis, fields, variables } = config
  return [
    ...flag('usernames', usernames),
    ...flag('admin', admin),
    ...flag('webhooks', webhooks),
    ...flag('refuseUnknownFields', refuseUnknownFields),
    ...(isTimeZone(timeZone)
      ? []
      : [`timeZone is ${JSON.stringify(timeZone)}, which is no time zone: as 'Asia/Kolkata'`]),
    ...Object.entries({ fields, variables })
      .filter(([, value]) => typeof value !== 'object' || value === null || Array.isArray(value))
      .map(([name]) => `${name} is not an object`),
    ...forAll(Object.entries(apis).flatMap(([name, api]) => wrongInApi(`apis.${name}`, { ...api }))),
  ]
}

/** Whether the time zones of this machine, which are those of the Worker, have one of this name. */
function isTimeZone(name: unknown): boolean {
  try {
    return typeof name === 'string' && new Intl.DateTimeFormat('en', { timeZone: name }) !== undefined
  } catch (error) {
    if (error instanceof RangeError) return false
    throw error
  }
}

/** What is wrong at every API was said for all of them. */
function forAll(sentences: string[]): string[] {
  const general = sentences.map((sentence) => sentence.replace(/^apis\.\w+\.(?=loginField|ids)/, ''))
  const isRepeated = (at: number) => general.filter((each) => each === general[at]).length > 1
  return [
    ...new Set(sentences.map((sentence, at) => (isRepeated(at) ? (general[at] ?? sentence) : sentence))),
  ]
}

function wrongInApi(where: string, api: Record<string, unknown>): string[] {
  return Object.entries(api).flatMap(([name, value]) => {
    const at = `${where}.${name}`
    if (/^(at|tokenAt|resetAt)$/.test(name)) return paths(at, value)
    if (name === 'loginField') return oneOf(at, value, LOGIN_FIELDS)
    if (name === 'ids') return oneOf(at, value, ID_KINDS)
    if (name === 'idName') return isWord(value) ? [] : [`${at} is not the name of a field`]
    if (name === 'usernameField') return oneOf(at, value, ['username', 'email'])
    if (name === 'jwtLoginField') return value === null ? [] : oneOf(at, value, LOGIN_FIELDS)
    if (name === 'authentication')
      return value === null || isListOf(value, /^(tokens|jwt)$/)
        ? []
        : [`${at} is not a list of 'jwt' and 'tokens'`]
    if (name === 'avatar') return oneOf(at, value, ['required', 'optional'])
    if (/^(tokens|jwt|trench|openRoot|htmlErrors)$/.test(name)) return flag(at, value)
    if (name === 'views') return wrongViews(at, value)
    if (name === 'pages')
      return isPaging(value) ? [] : [`${at} is not { by: 'page', size: 20 }, or by 'offset'`]
    return name === 'settings' ? wrongSettings(at, { ...(value as object) }) : []
  })
}

const isPaging = (value: unknown) => {
  if (value === null) return true
  const { by, size } = Object(value) as { by?: unknown; size?: unknown }
  return (
    (by === 'page' || by === 'offset') && Number.isInteger(size) && Number(size) >= 1 && Number(size) <= 1000
  )
}

const isListOf = (value: unknown, word: RegExp) =>
  Array.isArray(value) &&
  value.length > 0 &&
  new Set(value).size === value.length &&
  value.every((each) => typeof each === 'string' && word.test(each))

const isWord = (value: unknown) => typeof value === 'string' && /^\w+$/.test(value)

const paths = (where: string, value: unknown): string[] =>
  Array.isArray(value) && value.every((path) => typeof path === 'string')
    ? []
    : [`${where} is not a list of paths, as ['/api/auth']`]

function wrongViews(where: string, value: unknown): string[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return [`${where} is not an object of paths, as { 'jwt/create': ['/api/token'] }`]
  return [
    ...unknownIn(`${where}.`, value, DJOSER_VIEWS),
    ...Object.entries(value).flatMap(([view, at]) => paths(`${where}['${view}']`, at)),
  ]
}

function wrongSettings(where: string, settings: Record<string, unknown>): string[] {
  const standard: Record<string, unknown> = defaultConfig.apis.djoser.settings
  return Object.entries(settings).flatMap(([name, value]) => {
    const at = `${where}.${name}`
    if (name === 'USER_CREATE') return oneOf(at, value, ['anyone', 'staff'])
    if (name === 'USER_ID_CLAIM') return isWord(value) ? [] : [`${at} is not the name of a claim`]
    if (name === 'AUTH_HEADER_TYPES')
      return isListOf(value, /^(token|bearer|jwt)$/i)
        ? []
        : [`${at} is not a list of ${quoted(AUTHORIZATIONS)}`]
    return typeof standard[name] === 'boolean' ? flag(at, value) : []
  })
}

function checkSignIn({ usernames, apis }: Config): string[] {
  const on = (Object.keys(defaultConfig.apis) as ApiName[]).filter((name) => apis[name].at.length > 0)
  return on.flatMap((name) => {
    const api = apis[name]
    const byName = 'loginField' in api && api.loginField === 'username' && !usernames
    const jwtByName = 'jwtLoginField' in api && api.jwtLoginField === 'username' && !usernames
    const isMongo = 'ids' in api && api.ids === 'objectid' && DJANGO.includes(name)
    return [
      ...(byName
        ? [`apis.${name} signs in by username, and usernames is false: set loginField to 'email'`]
        : []),
      ...(jwtByName ? [`apis.${name}.jwtLoginField is 'username', and usernames is false`] : []),
      ...(isMongo ? [`apis.${name}.ids is 'objectid', which Django APIs do not have`] : []),
    ]
  })
}

function checkImportedSessions({ importedSessions }: Config): string[] {
  return importedSessions.flatMap(({ name, source, until }, at) => {
    const where = `importedSessions: ${name} of ${source}`
    const isSecond = importedSessions.findIndex((each) => each.name === name && each.source === source) < at
    return [
      ...(Number.isNaN(until) ? [`${where} has an until that is no date, as '2027-03-01'`] : []),
      ...(isSecond ? [`${where} is there twice`] : []),
    ]
  })
}

function checkOldLogin({ oldLogin, usernames }: Config): string[] {
  if (oldLogin === null) return []
  const { api, loginField, profileAt, authorization, source, until, newcomers } = oldLogin
  return [
    ...oneOf('oldLogin.api', api, Object.keys(oldApis)),
    ...oneOf('oldLogin.loginField', loginField, LOGIN_FIELDS),
    ...flag('oldLogin.newcomers', newcomers),
    ...(authorization === undefined ? [] : oneOf('oldLogin.authorization', authorization, AUTHORIZATIONS)),
    ...(/^[a-z\d][a-z\d_.-]{0,31}$/.test(source) ? [] : ['oldLogin.source is not the name of an import']),
    ...(Number.isNaN(until) ? ["oldLogin.until is no date, as '2027-03-01'"] : []),
    // The token of the person goes there.
    ...(profileAt === undefined || /^\/(?!\/)[^\\]*$/.test(profileAt)
      ? []
      : ["oldLogin.profileAt is not a path, as '/api/profile/'"]),
    ...(newcomers && !usernames && loginField === 'username'
      ? ["oldLogin asks by username, and usernames is false: set loginField to 'email'"]
      : []),
  ]
}
