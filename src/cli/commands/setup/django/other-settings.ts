import type { Paging } from '../../../../ports/config.ts'
import { pathOf, printed, type Value } from '../python/value.ts'
import type { Rows, State } from './row.ts'
import { WRITTEN } from './written-values.ts'

/** Settings beside DJOSER and SIMPLE_JWT that mean something here. */
const OTHERS: Record<string, string> = {
  SITE_NAME: 'SITE_NAME in wrangler.toml',
  DEFAULT_FROM_EMAIL: 'MAIL_FROM in wrangler.toml',
  CORS_ALLOWED_ORIGINS: 'CORS_ORIGINS in wrangler.toml, separated by commas',
  CORS_ORIGIN_WHITELIST: 'CORS_ORIGINS in wrangler.toml, separated by commas',
  CORS_ALLOW_ALL_ORIGINS: 'each origin has to be named: CORS_ORIGINS in wrangler.toml',
  CORS_ORIGIN_ALLOW_ALL: 'each origin has to be named: CORS_ORIGINS in wrangler.toml',
  PASSWORD_RESET_TIMEOUT: 'RESET_LINK_SECONDS in wrangler.toml',
}

const REST: [RegExp, State, string][] = [
  [/THROTTLE/, 'no effect', 'the limits are Gatehouse’s own (docs/limits.md)'],
  [/^EXCEPTION_HANDLER$/, 'essential', 'errors are as DRF has them'],
  [/^NON_FIELD_ERRORS_KEY$/, 'essential', 'errors are as DRF has them: non_field_errors'],
  [
    /(VERSION|FORMAT|FILTER|SCHEMA|RENDERER|PARSER|TEST_|COERCE|UNICODE|UPLOADED|SEARCH|ORDERING|NUM_PROXIES)/,
    'no effect',
    'JSON, forms and multipart are read, JSON is answered',
  ],
]

/** Settings that are told where they are read. */
const ELSEWHERE = new Set([
  'DEFAULT_AUTHENTICATION_CLASSES',
  'DEFAULT_PERMISSION_CLASSES',
  'DEFAULT_PAGINATION_CLASS',
  'PAGE_SIZE',
  ...WRITTEN,
])

const PAGED: Record<string, 'page' | 'offset'> = {
  PageNumberPagination: 'page',
  LimitOffsetPagination: 'offset',
}

/** How djoser's list of users is divided into pages. Without a size DRF makes none. */
export function pagesOf(values: Map<string, Value>, rows: Rows): { pages?: Paging } {
  const rest = values.get('REST_FRAMEWORK')
  if (!(rest instanceof Map) || !rest.has('DEFAULT_PAGINATION_CLASS')) return {}
  const [named, size] = [rest.get('DEFAULT_PAGINATION_CLASS'), rest.get('PAGE_SIZE') ?? null]
  if (named === null) return {}
  const by = PAGED[/^rest_framework\.pagination\.(\w+)$/.exec(String(named))?.[1] ?? '']
  const tell = (state: State, became: string) =>
    rows.add(state, 'DEFAULT_PAGINATION_CLASS', printed(named), became)
  if (by && size === null) tell('always', 'without a PAGE_SIZE there are no pages')
  else if (by && typeof size === 'number' && size >= 1 && size <= 1000) {
    tell('taken', `apis.djoser.pages: by '${by}', ${size} a page`)
    return { pages: { by, size } }
  } else tell('not served', whyNot(String(named)))
  return {}
}

/** A class of the project itself may do anything, so it is not read. */
const whyNot = (named: string): string =>
  named.startsWith('rest_framework.')
    ? 'pages have numbers or offsets, of up to 1,000: users/ answers an array'
    : "a class of the project is not read: users/ answers an array. If its pages have numbers or offsets, write pages: { by: 'page', size: 20 } or { by: 'offset', size: 20 } into apis.djoser"

/** Classes that let everybody read. */
const OPEN =
  /^rest_framework\.permissions\.(AllowAny|IsAuthenticatedOrReadOnly|DjangoModelPermissionsOrAnonReadOnly)$/

/** Whether everybody may read what is at djoser's base path, as with DRF's own default. djoser's views say who else may. */
export function openRootOf(values: Map<string, Value>, rows: Rows): { openRoot?: true } {
  const name = 'DEFAULT_PERMISSION_CLASSES'
  const rest = values.get('REST_FRAMEWORK')
  const value = rest instanceof Map ? rest.get(name) : undefined
  const classes = value === undefined ? [] : Array.isArray(value) ? value : [value]
  const isOpen = classes.every((each) => OPEN.test(pathOf(each) ?? ''))
  if (value !== undefined)
    rows.add(
      'taken',
      name,
      printed(value),
      isOpen ? 'openRoot: true' : 'the default: djoser’s views have their own',
    )
  return isOpen ? { openRoot: true } : {}
}

/** REST_FRAMEWORK, and the settings of Django that have to be set here by hand. */
export function readOtherSettings(values: Map<string, Value>, rows: Rows): void {
  const rest = values.get('REST_FRAMEWORK')
  for (const [name, value] of rest instanceof Map ? rest : []) {
    if (ELSEWHERE.has(name)) continue
    const [, state, became] = REST.find(([pattern]) => pattern.test(name)) ?? [
      '',
      'no effect',
      'it means nothing here',
    ]
    if (/camel/i.test(printed(value)))
      rows.add('essential', name, printed(value), 'names of fields are as in Python: phone_number')
    else if (/^(.*NON_FIELD.*)$/.test(name) && value === 'non_field_errors')
      rows.add('always', name, printed(value), 'the same')
    else rows.add(state as State, name, printed(value), became)
  }
  for (const [name, became] of Object.entries(OTHERS))
    if (values.has(name)) rows.add('by hand', name, printed(values.get(name)), became)
}

/** The time zone of moments in answers. A project without one is taken to have UTC. */
export function timeZoneOf(values: Map<string, Value>, rows: Rows): { timeZone?: string } {
  if (values.get('USE_TZ') === false)
    rows.add('not served', 'USE_TZ', 'False', 'moments in answers have their offset from UTC')
  const value = values.get('TIME_ZONE')
  if (value === undefined) return {}
  if (typeof value !== 'string') {
    rows.add(
      'by hand',
      'TIME_ZONE',
      printed(value),
      'the environment decides: timeZone in gatehouse.config.ts',
    )
    return {}
  }
  const isUsual = /^(Etc\/)?(UTC|GMT|Universal|Zulu)$/i.test(value)
  rows.add('taken', 'TIME_ZONE', printed(value), isUsual ? 'the default' : `timeZone: '${value}'`)
  return isUsual ? {} : { timeZone: value }
}
