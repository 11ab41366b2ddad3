import { fromBase64, sameBytes, toBase64, utf8 } from '../../ports/bytes.ts'
import type { StoredHash } from '../../ports/imported-password.ts'
import type { Keys } from '../../ports/keys.ts'
import type { Ports } from '../../ports/ports.ts'
import { MOST_LINKS } from '../../ports/settings.ts'
import { spend } from '../../ports/timing.ts'
import { openWayBack, sealOf, withoutSeal } from '../../ports/way-back.ts'
import { type Asker, withHashPermit, type YieldToOthers } from './hash-queue.ts'

/*
 * $pbkdf2-chain$v=1$h=sha256,i=100000,n=6,keyid=1$<salt>$<tag>
 *
 * Equivalent to PBKDF2-SHA-256 with 600,000 iterations (OWASP, ASVS 5.0 appendix C), executed in six linked calls
 * because the runtime caps one call at 100,000:
 *
 *   d0  = UTF-8(NFC(password))
 *   di  = PBKDF2-HMAC-SHA-256(d(i-1), salt ‖ be32(i), 100,000 iterations, 32 bytes)       i = 1 … n
 *   tag = HMAC-SHA-256(pepper[keyid], "pwtag/v1" ‖ 00 ‖ account id ‖ 00 ‖ dn)
 *
 * The pepper is not in the database, so a copy of it cannot be searched for passwords; the account id is in the tag, so
 * a string moved to another row opens nothing. Raise PASSWORD_HASH_LINKS each year, not ITERATIONS: a sign-in
 * replaces hashes with fewer.
 *
 * $pbkdf2-chain$v=2$…$<salt>$<tag>$<seal>
 *
 * While there is a way back (way-back.ts), the salt of a link is UTF-8(base64(salt) ‖ decimal(i)) instead. So it is text,
 * and d1 is what Django computes as pbkdf2_sha256. It is sealed behind the tag.
 */
type Hash = 'SHA-256' | 'SHA-512'
type Version = 1 | 2
type Chain = { version?: Version; hash: Hash; iterations: number; links: number; salt: Bytes }
type Stored = Chain & { keyid: string; tag: Bytes }
type Bytes = Uint8Array<ArrayBuffer>
type Hashing = Asker & Pick<Ports, 'keys' | 'settings'>
type Verifying = Hashing & Pick<Ports, 'config'>

/** The iterations of one link: the most that the platform allows in one call. */
export const ITERATIONS = 100_000
const SALT_BYTES = 16
const LINK_BYTES = 32
/** The prefix of a hash that no password matches, as after “this was not me”. */
export const UNUSABLE = '!'
const FORM =
  /^\$pbkdf2-chain\$v=([12])\$h=(sha256|sha512),i=([1-9]\d{0,5}),n=([1-9]\d?),keyid=([\w-]{1,32})\$([A-Za-z0-9+/]{22,86})\$([A-Za-z0-9+/]{43})$/

/**
 * The string to store for a password of this account: a new salt each time. `before`: the hash that it replaces while
 * the password stays the same.
 */
export async function hashPassword(
  ports: Verifying & Pick<Ports, 'random'>,
  accountId: string,
  password: string,
  before?: string,
) {
  const { keys, random, settings, trace } = ports
  const [keyid = ''] = keys.kids()
  const salt = random.bytes(SALT_BYTES)
  const links = settings.PASSWORD_HASH_LINKS
  const wayBack = openWayBack(ports)
  const version = wayBack ? 2 : 1
  const chain = { version, hash: 'SHA-256', iterations: ITERATIONS, links, salt } as const
  let first: Bytes | undefined
  const last = await spend(trace.timing, 'hash', () =>
    withHashPermit(ports, (yieldToOthers) =>
      linkUp(chain, password, yieldToOthers, (link) => {
        first ??= link
      }),
    ),
  )
  const tag = await tagOf(keys, keyid, accountId, last)
  if (!tag || !first) throw new Error('the current pepper is gone')
  const stored = writeHash({ ...chain, keyid, tag })
  if (!wayBack) return stored
  const firstLink = { salt: new TextDecoder().decode(linkSalt(chain, 1)), link: first }
  return `${stored}$${await wayBack.sealHash(ports, accountId, firstLink, before)}`
}

/** The string for what came out of a chain. */
export const writeHash = ({ version = 1, iterations, links, keyid, salt, tag }: Omit<Stored, 'hash'>) =>
  `$pbkdf2-chain$v=${version}$h=sha256,i=${iterations},n=${links},keyid=${keyid}$${toBase64(salt)}$${toBase64(tag)}`

/**
 * The form of the password that matches: as sent or else without the white space around it (decision 19). Undefined if
 * neither does. Without an account, or with a corrupt hash, it does the work of the hash `decoy` and returns undefined
 * (decision 56); without either, that of a new hash.
 */
export async function matchPassword(
  ports: Verifying,
  account: { id: string; passwordHash: string } | undefined,
  password: string,
  decoy?: string,
): Promise<string | undefined> {
  const stored = account && readHash(ports, account.id, account.passwordHash)
  if (account && !stored && !account.passwordHash.startsWith(UNUSABLE))
    console.error(JSON.stringify({ event: 'stored hash unreadable', account: account.id }))
  const tried = stored ?? readHash(ports, '', decoy ?? '') ?? noHash(ports)
  const trimmed = password.trim()
  for (const candidate of trimmed === password ? [password] : [password, trimmed]) {
    if ((await matches(ports, account?.id ?? '', tried, candidate)) && stored) return candidate
  }
  return undefined
}

/** Whether a string is as good as `hashPassword` makes it today: no less work, the pepper in use, a way back. */
export function isCurrentHash(
  { keys, settings, ...ports }: Pick<Ports, 'keys' | 'settings' | 'config' | 'clock'>,
  text: string,
): boolean {
  const stored = parseHash(text)
  const hasWayBack = !openWayBack(ports) || sealOf(text) !== undefined
  return (
    hasWayBack &&
    stored?.hash === 'SHA-256' &&
    stored.iterations === ITERATIONS &&
    stored.links >= settings.PASSWORD_HASH_LINKS &&
    stored.keyid === keys.kids()[0]
  )
}

async function matches(ports: Hashing, accountId: string, stored: StoredHash, password: string) {
  const { keys, trace } = ports
  const key = await spend(trace.timing, 'hash', () =>
    withHashPermit(ports, (yieldToOthers) => stored.derive(password, yieldToOthers)),
  )
  const tag = await tagOf(keys, stored.keyid, accountId, key)
  return tag !== undefined && sameBytes(tag, stored.tag)
}

/** Reads a hash of our own, or an imported one if the configuration has its verifier. */
function readHash(ports: Verifying, accountId: string, text: string): StoredHash | undefined {
  const chain = parseHash(text)
  if (chain) return { ...chain, derive: (...asked) => deriveAtLeast(ports, chain, ...asked) }
  const bare = withoutSeal(text)
  for (const { open } of ports.config.importedPasswords) {
    const found = open(bare, accountId)
    if (found) return found
  }
  return undefined
}

/** A chain with fewer links must take as long as for an unknown username. */
async function deriveAtLeast(
  { settings }: Pick<Ports, 'settings'>,
  chain: Chain,
  password: string,
  yieldToOthers: YieldToOthers,
) {
  const last = await linkUp(chain, password, yieldToOthers)
  await linkUp({ ...DUMMY, links: settings.PASSWORD_HASH_LINKS - chain.links }, password, yieldToOthers)
  return last
}

/** What is tried if there is no account. */
const noHash = (ports: Hashing): StoredHash => ({
  keyid: ports.keys.kids()[0] ?? '',
  tag: new Uint8Array(),
  derive: (...asked) => deriveAtLeast(ports, { ...DUMMY, links: 0 }, ...asked),
})

const DUMMY = { hash: 'SHA-256', iterations: ITERATIONS, salt: new Uint8Array(SALT_BYTES) } as const

/** Undefined for a text that `hashPassword` cannot have written, or that would cost too much. */
export function parseHash(text: string): Stored | undefined {
  const found = FORM.exec(withoutSeal(text))
  if (!found) return undefined
  const [, version, hash, iterations, links, keyid = '', salt = '', tag = ''] = found
  if (salt.length % 4 === 1) return undefined
  const parsed = {
    version: version === '2' ? (2 as const) : (1 as const),
    hash: hash === 'sha512' ? ('SHA-512' as const) : ('SHA-256' as const),
    iterations: Number(iterations),
    links: Number(links),
    keyid,
    salt: fromBase64(salt),
    tag: fromBase64(tag),
  }
  return parsed.iterations <= ITERATIONS && parsed.links <= MOST_LINKS ? parsed : undefined
}

/**
 * The chain. Each call needs the result of the one before, so the work cannot run in parallel. `onLink` is called with
 * each result.
 */
export async function linkUp(
  chain: Chain,
  password: string,
  yieldToOthers?: YieldToOthers,
  onLink?: (link: Bytes) => void,
): Promise<Bytes> {
  const { hash, iterations, links } = chain
  let link: Bytes = utf8(password.normalize('NFC'))
  for (let index = 1; index <= links; index++) {
    await yieldToOthers?.()
    const key = await crypto.subtle.importKey('raw', link, 'PBKDF2', false, ['deriveBits'])
    const parameters = { name: 'PBKDF2', hash, iterations, salt: linkSalt(chain, index) }
    link = new Uint8Array(await crypto.subtle.deriveBits(parameters, key, LINK_BYTES * 8))
    onLink?.(link)
  }
  return link
}

/** The salt of one link: bytes, or the bytes of a text. */
function linkSalt({ version, salt }: Pick<Chain, 'version' | 'salt'>, index: number): Bytes {
  if (version === 2) return utf8(toBase64(salt) + index)
  const numbered = new Uint8Array(salt.length + 4)
  numbered.set(salt)
  new DataView(numbered.buffer).setUint32(salt.length, index)
  return numbered
}

/** What is stored of the last link of an account's chain. Undefined when the pepper of this id is gone. */
export async function tagOf(
  keys: Keys,
  keyid: string,
  accountId: string,
  last: Bytes,
): Promise<Bytes | undefined> {
  const label = utf8(`pwtag/v1\0${accountId}\0`)
  const message = new Uint8Array(label.length + last.length)
  message.set(label)
  message.set(last, label.length)
  return keys.mac('pepper', message, keyid)
}
