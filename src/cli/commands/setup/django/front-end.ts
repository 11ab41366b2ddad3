import { isUnknown, printed, type Value } from '../python/value.ts'
import type { Variables } from './djoser-settings.ts'
import type { Rows } from './row.ts'

const HERE = /^(localhost|127\.|0\.0\.0\.0|\[::1\])/

/** Where links in emails lead: in every environment, or only where the project is developed. */
export type FrontEnd = { variables: Variables; development: Variables }

/** A new one each time: what reads the other settings adds to it. */
const none = (): FrontEnd => ({ variables: {}, development: {} })

/** FRONT_END_URL, from the domain that djoser puts before the links in its emails. */
export function frontEndOf(djoser: Map<string, Value>, values: Map<string, Value>, rows: Rows): FrontEnd {
  const [name, value] = ['EMAIL_FRONTEND_DOMAIN', 'DOMAIN']
    .map((each): [string, Value | undefined] => [
      each,
      each === 'DOMAIN' ? values.get(each) : djoser.get(each),
    ])
    .find(([, each]) => each !== undefined && each !== null && each !== '') ?? ['DOMAIN', undefined]
  if (value === undefined) {
    rows.add('by hand', name, 'not set', 'FRONT_END_URL in wrangler.toml, where links in emails lead')
    return none()
  }
  const given = typeof value === 'string' ? value.replace(/^https?:\/\//, '').replace(/\/+$/, '') : ''
  const was = isUnknown(value) && value.variable ? `environment variable ${value.variable}` : printed(value)
  if (given === '') {
    rows.add('by hand', name, was, 'FRONT_END_URL in wrangler.toml, where links in emails lead')
    return none()
  }
  const isHere = HERE.test(given)
  const isPlain = djoser.get('EMAIL_FRONTEND_PROTOCOL') === 'http' || /^http:/.test(String(value))
  const scheme = isPlain || (isHere && !/^https:/.test(String(value))) ? 'http' : 'https'
  const url = `${scheme}://${given}`
  if (URL.parse(url)?.pathname !== '/') {
    rows.add('essential', name, was, 'FRONT_END_URL has no path: put it into the three URLs')
    return none()
  }
  if (isHere) {
    rows.add('by hand', name, was, `${url} in .dev.vars; for production FRONT_END_URL in wrangler.toml`)
    return { ...none(), development: { FRONT_END_URL: url } }
  }
  rows.add('taken', name, was, `FRONT_END_URL: ${url}`)
  return { ...none(), variables: { FRONT_END_URL: url } }
}
