/** Reads `/api/auth`. Throws Error with a sentence. */
export function readPath(path: string): string {
  if (path.startsWith('/')) return path
  throw new Error('A path begins with a slash, as /api/auth.')
}

/** Reads `/api/auth, /api/v1/auth`. Throws Error with a sentence. */
export function readPaths(line: string): string[] {
  return line.split(',').map((path) => readPath(path.trim()))
}

/** Reads `https://app.example.com`. Throws Error with a sentence. */
export function readOrigin(line: string): string {
  const url = URL.parse(line.trim())
  const isOrigin = url && /^https?:$/.test(url.protocol) && url.pathname === '/' && !url.search && !url.hash
  if (!isOrigin) throw new Error('It is not https://host, without a path.')
  return url.origin
}
