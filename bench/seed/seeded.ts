import { createHash } from 'node:crypto'
import { ITERATIONS, linkUp, tagOf, writeHash } from '../../src/account/passwords/password-hash.ts'
import { newAccount } from '../../src/account/sign-in/new-account.ts'
import { makeOpaqueToken } from '../../src/account/tokens/opaque-token.ts'
import { toHex } from '../../src/ports/bytes.ts'
import type { Keys } from '../../src/ports/keys.ts'
import type { Account, Session } from '../../src/ports/schema.ts'

/** What every seeded account signs in with. */
export const SEEDED_PASSWORD = 'Vq7-mountain-Kestrel'
const KINDS = ['token', 'jwt', 'express'] as const

const DAY = 86_400_000
const LINKS = 6
const FIRST =
  'mira jonas aiko tomas lena omar sofia kwame ines pavel noor diego hanna yusuf elif marco'.split(' ')
const LAST =
  'okafor berg tanaka silva novak haddad rossi mensah costa weiss laurent ortiz lind demir kaya bauer'.split(
    ' ',
  )

/** Bytes that look like chance and are always the same for a word. */
const bytesOf = (word: string, length: number) =>
  new Uint8Array(createHash('sha256').update(`gatehouse seed ${word}`).digest().subarray(0, length))

/** A version 4 UUID that belongs to a word. */
function uuidOf(word: string): string {
  const bytes = bytesOf(word, 16)
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  return toHex(bytes).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

export const accountIdOf = (number: number) => uuidOf(`account ${number}`)
const sessionIdOf = (number: number, kind: Session['kind']) => uuidOf(`${kind} ${number}`)

export const usernameOf = (number: number) =>
  `${FIRST[number % FIRST.length]}.${LAST[Math.floor(number / FIRST.length) % LAST.length]}${number}`

/** The token of an account's `token` session, and what is stored of it. Always the same under the same master key. */
export const tokenOf = (keys: Keys, number: number) =>
  makeOpaqueToken({ keys, random: { bytes: (length) => bytesOf(`token ${number}`, length), uuid: () => '' } })

/**
 * Accounts and sessions that the Worker takes for its own. The slow part of the one password that all have is done once:
 * they share its salt, and only the tag, which has the account in it, is each one's own. `recent`: how many of the first
 * were here just now. `link`: what the hash's last link is where PBKDF2 has been taken out.
 */
export async function openSeed(
  keys: Keys,
  { now, recent, link }: { now: number; recent: number; link?: Uint8Array<ArrayBuffer> | undefined },
) {
  const [keyid = ''] = keys.kids()
  const salt = bytesOf('salt', 16)
  const chain = { hash: 'SHA-256', iterations: ITERATIONS, links: LINKS, salt } as const
  const last = link ?? (await linkUp(chain, SEEDED_PASSWORD))

  const passwordHashOf = async (id: string) => {
    const tag = await tagOf(keys, keyid, id, last)
    return writeHash({ ...chain, keyid, tag: tag ?? new Uint8Array() })
  }

  /** When the account's sessions were opened: just now for the first ones, up to ten days ago for the others. */
  const openedAt = (number: number) => (number < recent ? now : now - ((number * 7919) % (10 * DAY)))

  return {
    accountOf: async (number: number): Promise<Account> => {
      const id = accountIdOf(number)
      const username = usernameOf(number)
      const email = `${username}@example.com`
      const createdAt = openedAt(number) - ((number * 104_729) % (400 * DAY))
      const passwordHash = await passwordHashOf(id)
      return newAccount({ id, username, email, firstName: '', lastName: '', passwordHash, createdAt })
    },

    sessionsOf: async (number: number): Promise<Session[]> => {
      const { hash } = await tokenOf(keys, number)
      return KINDS.map((kind) => sessionOf(number, kind, openedAt(number), kind === 'token' ? hash : null))
    },
  }
}

/** As a sign-in would have made it; each kind with lifetimes that keep it alive for some days. */
export const sessionOf = (
  number: number,
  kind: Session['kind'],
  openedAt: number,
  tokenHash: string | null,
): Session => ({
  id: sessionIdOf(number, kind),
  accountId: accountIdOf(number),
  kind,
  tokenHash,
  sessionVersion: 0,
  step: 0,
  steppedAt: openedAt,
  createdAt: openedAt,
  lastSeenAt: openedAt,
  idleExpiresAt: openedAt + 14 * DAY,
  expiresAt: openedAt + 30 * DAY,
  userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
  location: 'Lisbon, PT',
  methods: 'pwd',
  provedAt: null,
})
