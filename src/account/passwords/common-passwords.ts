import { utf8 } from '../../ports/bytes.ts'
import type { Ports } from '../../ports/ports.ts'

const BUCKETS = 256
const OFFSET_BYTES = 2
const ENTRY_BYTES = 3

/**
 * Whether a password is one of Django's list of some twenty thousand. The table (made by `npm run build`) has the first
 * four bytes of each entry's SHA-256, so one password in 200,000 that is not on the list is taken for one that is.
 * Throws Unavailable if there is no table, rather than accept an unchecked password.
 */
export async function isCommonPassword(
  { commonPasswords }: Pick<Ports, 'commonPasswords'>,
  password: string,
): Promise<boolean> {
  const bytes = new DataView(await commonPasswords.table())
  const digest = new DataView(await crypto.subtle.digest('SHA-256', utf8(password.trim().toLowerCase())))
  const bucket = digest.getUint8(0)
  const rest = digest.getUint32(0) & 0xffffff

  const entries = (BUCKETS + 1) * OFFSET_BYTES
  const end = bytes.getUint16((bucket + 1) * OFFSET_BYTES)
  for (let entry = bytes.getUint16(bucket * OFFSET_BYTES); entry < end; entry++) {
    const at = entries + entry * ENTRY_BYTES
    if (((bytes.getUint16(at) << 8) | bytes.getUint8(at + 2)) === rest) return true
  }
  return false
}
