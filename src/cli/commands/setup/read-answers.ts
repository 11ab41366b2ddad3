import type { Names } from './setup-request.ts'

/** Reads `/api/auth`. Throws Error with a sentence. */
export function readPath(path: string): string {
  if (path.startsWith('/')) return path
  throw new Error('A path begins with a slash, as /api/auth.')
}

/** Reads `/api/auth, /api/v1/auth`. Throws Error with a sentence. */
export function readPaths(line: string): string[] {
  return line.split(',').map((path) => readPath(path.trim()))
}

/** What a name of the originals' user is a second name of, in lower case and without hyphens. */
const MEANT = { username: 'username', fullname: 'fullName' } as const

/** Reads `userName`, as the user in answers of an Express back end has it. Throws Error with a sentence. */
export function readExpressName(name: string): Names {
  const meant = MEANT[name.toLowerCase().replaceAll(/[-_]/g, '') as keyof typeof MEANT]
  if (meant === undefined) throw new Error('It is another way to write username or fullName, as userName.')
  if (name === meant) throw new Error(`Answers have ${name} anyway.`)
  return { [meant]: name }
}

/** Reads `https://app.example.com`. Throws Error with a sentence. */
export function readOrigin(line: string): string {
  const url = URL.parse(line.trim())
  const isOrigin = url && /^https?:$/.test(url.protocol) && url.pathname === '/' && !url.search && !url.hash
  if (!isOrigin) throw new Error('It is not https://host, without a path.')
  return url.origin
}
