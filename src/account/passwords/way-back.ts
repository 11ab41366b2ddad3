import { toBase64 } from '../../ports/bytes.ts'
import { SEAL_IV_BYTES } from '../../ports/keys.ts'
import { sealOf, type WayBack } from '../../ports/way-back.ts'
import { ITERATIONS } from './password-hash.ts'

const USE = 'way back'

// With the account's id, so that a seal that is moved to another account opens nothing.
const seal: WayBack['seal'] = ({ keys, random }, accountId, text) =>
  keys.seal(`${accountId}\n${text}`, random.bytes(SEAL_IV_BYTES), USE)

const open: WayBack['open'] = async (keys, accountId, sealed) => {
  const text = await keys.unseal(sealed, USE)
  const start = `${accountId}\n`
  return text?.startsWith(start) ? text.slice(start.length) : undefined
}

/**
 * Keeps passwords in a form that the system they came from verifies, until a day: imported ones as they were there, and
 * those that are set here as Django's `pbkdf2_sha256`. Each is sealed and stands behind the stored hash, so that it
 * comes and goes with it (decision 61). `until` is ISO 8601: `2027-03-01` is the beginning of that day in UTC.
 */
export const wayBack = ({ until: day }: { until: string }): WayBack => ({
  day,
  until: Date.parse(day),
  warnings: (now) =>
    now < Date.parse(day)
      ? []
      : [`wayBack ended ${day}: take it out, and remove what was kept with npm run admin -- moved --end`],
  seal,
  open,
  async sealHash(ports, accountId, { salt, link }, before) {
    const sealed = before === undefined ? undefined : sealOf(before)
    const old = sealed && (await open(ports.keys, accountId, sealed))
    // Django writes base64 with its padding: 32 bytes have one =.
    return seal(ports, accountId, old || `pbkdf2_sha256$${ITERATIONS}$${salt}$${toBase64(link)}=`)
  },
})
