import type { Chance } from './chance.ts'

const WORDS = [
  '%00',
  '%0a',
  '%0d%0a',
  '%20',
  '%e2%80%a8',
  '%ff',
  '%',
  '%c0%af',
  '%2f',
  '%5c',
  ';x',
  '.json',
  '~',
  '*',
  '{id}',
  'NaN',
  '-1',
]
const QUERIES = [
  '?',
  '?a=1&a=2',
  '?email[]=x',
  '?__proto__[a]=1',
  '?after=%00',
  '?after=x',
  '?%ff=%',
  '?_method=DELETE',
  '?w=-1',
  `?${'x'.repeat(4000)}`,
]

/** Another way to write a path, or one beside it. */
export const twistPath = (path: string, chance: Chance): string => {
  const plain = path.replace(/\/$/, '')
  const at = plain.lastIndexOf('/')
  const [front, last] = [plain.slice(0, at), plain.slice(at + 1)]
  return chance.pick([
    () => `/${path}`,
    () => `${path}/`,
    () => plain,
    () => `${front}//${last}`,
    () => `${front}/./${last}`,
    () => `${front}/%2e/${last}`,
    () => `${front}/%${last.charCodeAt(0).toString(16)}${last.slice(1)}`,
    () => `${front}/%25${last.charCodeAt(0).toString(16)}${last.slice(1)}`,
    () => path.toUpperCase(),
    () => `${plain}${chance.pick(WORDS)}`,
    () => `${front}/${chance.pick(WORDS)}${last}/`,
    () => `${front}/${chance.pick(WORDS)}`,
    () => `${plain}/${'a/'.repeat(chance.pick([1, 100, 2000]))}`,
    () => `${path}${chance.pick(QUERIES)}`,
    () => `${path}${chance.pick(QUERIES)}`,
  ])()
}

/** Another method than the address has, as a rule. CONNECT is for proxies, and no client can send it. */
export const otherMethod = (chance: Chance): string =>
  chance.pick(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND', 'REPORT'])
