import { fromBase64Url, sameBytes, toBase64Url, utf8 } from '../../ports/bytes.ts'
import type { Ports } from '../../ports/ports.ts'
import type { Account, ApiSessionKind } from '../../ports/schema.ts'

/*
 * What a sign-in with a right password goes on with: `<what it says>.<tag>`, in base64url. It is stored nowhere, and a new
 * password, a sign-out everywhere or a disabling ends it. It is not bound to an address, because phones change theirs;
 * without a code it opens nothing.
 */

const LIFETIME = 10 * 60_000
const LONGEST = 1_000

type Said = { kid: string; sub: string; ep: number; cv: number; as: ApiSessionKind; exp: number }

/** Whose sign-in it is, and what kind of session it is for. */
export type Unfinished = { accountId: string; as: ApiSessionKind; isOf: (account: Account) => boolean }

export async function newSignInToken(
  { keys, clock }: Pick<Ports, 'keys' | 'clock'>,
  { id, sessionVersion, linkVersion }: Account,
  as: ApiSessionKind,
): Promise<string> {
  const [kid = ''] = keys.kids()
  const said: Said = { kid, sub: id, ep: sessionVersion, cv: linkVersion, as, exp: clock.now() + LIFETIME }
  const text = utf8(JSON.stringify(said))
  return `${toBase64Url(text)}.${toBase64Url((await keys.mac('sign-in', text, kid)) ?? new Uint8Array())}`
}

/** Undefined for one that was not issued here, or has ended. */
export async function readSignInToken(
  { keys, clock }: Pick<Ports, 'keys' | 'clock'>,
  token: string,
): Promise<Unfinished | undefined> {
  const [text, tag] = partsOf(token)
  const said = text && (parse(text) as Said | undefined)
  if (!text || !said || !tag) return undefined
  const right = await keys.mac('sign-in', text, String(said.kid))
  if (!right || !sameBytes(right, tag) || said.exp <= clock.now()) return undefined
  const { sub, ep, cv, as } = said
  const isOf = ({ sessionVersion, linkVersion, isActive }: Account) =>
    isActive && sessionVersion === ep && linkVersion === cv
  return { accountId: sub, as, isOf }
}

function partsOf(token: string): [Uint8Array<ArrayBuffer>?, Uint8Array<ArrayBuffer>?] {
  const found = token.length <= LONGEST && /^([\w-]+)\.([\w-]{43})$/.exec(token)
  if (!found) return []
  try {
    return [fromBase64Url(found[1] ?? ''), fromBase64Url(found[2] ?? '')]
  } catch {
    // No base64: it was not issued here.
    return []
  }
}

function parse(text: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(text)) ?? undefined
  } catch {
    return undefined
  }
}
