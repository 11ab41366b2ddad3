import { fromHex, toBase64Url } from '../../ports/bytes.ts'
import { passkeyHost } from '../../ports/passkeys.ts'
import type { Ports } from '../../ports/ports.ts'
import type { Account } from '../../ports/schema.ts'

/** Who asks for passkeys: the host that they are bound to, and the origins that may ask for it. */
export function relyingParty({ settings }: Pick<Ports, 'settings'>): { id: string; origins: string[] } {
  const { origin } = new URL(settings.PUBLIC_URL)
  return { id: passkeyHost(settings), origins: [origin, ...settings.PASSKEY_ORIGINS] }
}

/** The origins of the web that are not below the host of passkeys: browsers ask it for them. */
export const relatedOrigins = (ports: Pick<Ports, 'settings'>): string[] => {
  const { id, origins } = relyingParty(ports)
  return origins.filter(
    (origin) => /^https?:/.test(origin) && !`.${new URL(origin).hostname}`.endsWith(`.${id}`),
  )
}

/** What an authenticator knows an account by: the bytes of its UUID, in base64url. */
export const userHandleOf = ({ id }: Pick<Account, 'id'>): string =>
  toBase64Url(fromHex(id.replaceAll('-', '')))
