import { toHex, utf8 } from '../../../ports/bytes.ts'

/**
 * The id here of a session of another system, the same each time it is asked for: a UUID of version 8 (RFC 9562) from
 * a hash of what that system calls it. It opens nothing by itself, and needs no key that could be rotated.
 */
export async function importedSessionId(source: string, name: string): Promise<string> {
  const hash = await crypto.subtle.digest('SHA-256', utf8(`${source}\0${name}`))
  const hex = toHex(new Uint8Array(hash).slice(0, 16))
  const parts = [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`, `a${hex.slice(17, 20)}`]
  return [...parts, hex.slice(20)].join('-')
}
