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

type Common = { kid: string; as: ApiSessionKind; exp: number }
/** `by`: the first step, if it was no password. */
type Said = Common & { sub: string; ep: number; cv: number; by?: 'email' }
/** Of a sign-in by email nobody knows yet whose it is. */
type SaidByEmail = Common & { nonce: string }

/** Whose sign-in it is, what its first step was, and what kind of session it is for. */
export type Unfinished = {
  accountId: string
  as: ApiSessionKind
  first: 'pwd' | 'email'
  isOf: (account: Account) => boolean
}

type TokenPorts = Pick<Ports, 'keys' | 'clock'>

export async function newSignInToken(
  ports: TokenPorts,
  { id, sessionVersion, linkVersion }: Account,
  as: ApiSessionKind,
  first: Unfinished['first'],
): Promise<string> {
  const whose = { sub: id, ep: sessionVersion, cv: linkVersion, ...(first === 'email' && { by: first }) }
  return write(ports, { ...whose, as, exp: ports.clock.now() + LIFETIME })
}

/** What a client goes on with that has asked for an email, with the code in it. It is the same for every address. */
export const newEmailSignInToken = (
  ports: TokenPorts,
  { nonce, as, seconds }: { nonce: string; as: ApiSessionKind; seconds: number },
): Promise<string> => write(ports, { nonce, as, exp: ports.clock.now() + seconds * 1000 })

/** Undefined for one that was not issued here, or has ended. */
export async function readSignInToken(ports: TokenPorts, token: string): Promise<Unfinished | undefined> {
  const said = await read(ports, token)
  if (!said || !('sub' in said)) return undefined
  const { sub, ep, cv, as, by = 'pwd' } = said
  const isOf = ({ sessionVersion, linkVersion, isActive }: Account) =>
    isActive && sessionVersion === ep && linkVersion === cv
  return { accountId: sub, as, first: by, isOf }
}

/** The same for a sign-in by email. */
export async function readEmailSignInToken(
  ports: TokenPorts,
  token: string,
): Promise<Pick<SaidByEmail, 'nonce' | 'as'> | undefined> {
  const said = await read(ports, token)
  return said && 'nonce' in said ? said : undefined
}

async function write(
  { keys }: TokenPorts,
  said: Omit<Said, 'kid'> | Omit<SaidByEmail, 'kid'>,
): Promise<string> {
  const [kid = ''] = keys.kids()
  const text = utf8(JSON.stringify({ kid, ...said }))
  return `${toBase64Url(text)}.${toBase64Url((await keys.mac('sign-in', text, kid)) ?? new Uint8Array())}`
}

async function read({ keys, clock }: TokenPorts, token: string): Promise<Said | SaidByEmail | undefined> {
  const [text, tag] = partsOf(token)
  const said = text && (parse(text) as Said | SaidByEmail | undefined)
  if (!text || !said || !tag) return undefined
  const right = await keys.mac('sign-in', text, String(said.kid))
  return right && sameBytes(right, tag) && said.exp > clock.now() ? said : undefined
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
