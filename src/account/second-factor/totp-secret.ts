import { fromBase64Url, toBase64Url } from '../../ports/bytes.ts'
import { SEAL_IV_BYTES } from '../../ports/keys.ts'
import type { Ports } from '../../ports/ports.ts'
import type { Totp } from './totp.ts'

/** How many random bytes a secret has: as long as a tag of SHA-1 (RFC 4226 section 4). */
const SECRET_BYTES = 20

export const newTotp = ({ random }: Pick<Ports, 'random'>): Totp => ({
  secret: random.bytes(SECRET_BYTES),
  algorithm: 'SHA1',
  digits: 6,
  period: 30,
})

/** What the secret is bound to: sealed text that was copied to another account's row does not open. */
const ownerOf = (accountId: string) => `totp/v1\0${accountId}`

/** What D1 has of a secret. */
export const sealTotp = (
  { keys, random }: Pick<Ports, 'keys' | 'random'>,
  accountId: string,
  { secret, ...others }: Totp,
): Promise<string> =>
  keys.seal(
    JSON.stringify({ secret: toBase64Url(secret), ...others }),
    random.bytes(SEAL_IV_BYTES),
    'seal',
    ownerOf(accountId),
  )

/** Undefined if the master key is gone, or if the text was altered or is another account's, which is logged. */
export async function unsealTotp(
  { keys }: Pick<Ports, 'keys'>,
  accountId: string,
  sealed: string,
): Promise<Totp | undefined> {
  try {
    const text = await keys.unseal(sealed, 'seal', ownerOf(accountId))
    if (text === undefined) return undefined
    const { secret, ...others } = JSON.parse(text) as Totp & { secret: string }
    return { ...others, secret: fromBase64Url(secret) }
  } catch (error) {
    if (!(error instanceof Error)) throw error
    console.error(JSON.stringify({ event: 'sealed secret unreadable', account: accountId }))
    return undefined
  }
}

/** Whether the secret is sealed with a master key that is no longer the one in use. */
export const isOutdatedSeal = ({ keys }: Pick<Ports, 'keys'>, sealed: string) =>
  !sealed.startsWith(`${keys.kids()[0]}.`)
