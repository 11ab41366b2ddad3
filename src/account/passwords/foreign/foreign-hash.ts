import { toBase64 } from '../../../ports/bytes.ts'
import type { Ports } from '../../../ports/ports.ts'
import { tagOf, UNUSABLE } from '../password-hash.ts'

/**
 * What to store for a password that another system hashed, from its text there: `pbkdf2_sha256$260000$…`, `$2b$10$…`.
 * `!` for one that no password matches there. Undefined if none of the verifiers of the configuration reads it: then
 * nobody could sign in with it.
 *
 *   $foreign$v=1$a=pbkdf2_sha256,i=260000,keyid=1$<salt>$<tag>
 *   tag = HMAC-SHA-256(pepper[keyid], "pwtag/v1" ‖ 00 ‖ account id ‖ 00 ‖ the other system's derived key)
 *
 * So the derived key is not in the database, and a copy of it cannot be searched for passwords (decision 56).
 */
export async function foreignHash(
  { keys, config }: Pick<Ports, 'keys' | 'config'>,
  accountId: string,
  text: string,
): Promise<string | undefined> {
  if (text.startsWith(UNUSABLE)) return UNUSABLE
  const [keyid = ''] = keys.kids()
  for (const { importHash } of config.importedPasswords) {
    const found = await importHash(text, accountId)
    const tag = found && (await tagOf(keys, keyid, accountId, found.key))
    if (tag) return `$foreign$v=1$a=${found.form},keyid=${keyid}$${toBase64(found.salt)}$${toBase64(tag)}`
  }
  return undefined
}
