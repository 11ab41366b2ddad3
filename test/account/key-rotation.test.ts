import { env } from 'cloudflare:workers'
import { decodeProtectedHeader } from 'jose'
import { beforeAll, describe, expect, it } from 'vitest'
import { requestLink, runJobs } from '../../src/account/links/requested-links.ts'
import { STRICT } from '../../src/account/passwords/password-policy.ts'
import { checkReset, finishReset } from '../../src/account/passwords/password-reset.ts'
import { authenticate } from '../../src/account/sessions/session.ts'
import { refreshAccess, refreshTokenPair, type TokenPair } from '../../src/account/sessions/token-pair.ts'
import { verifyJwt } from '../../src/account/sessions/verify-jwt.ts'
import { logInForToken, logInForTokenPair } from '../../src/account/sign-in/login.ts'
import { publicKeys } from '../../src/account/tokens/jwt.ts'
import { type Key, type KeySet, kill, newSet, rotate } from '../../src/cli/commands/keys/key-set.ts'
import { toBase64Url } from '../../src/ports/bytes.ts'
import type { EmailMessage } from '../../src/ports/mail.ts'
import { openPorts } from '../../src/ports/ports.ts'
import { linesLoggedBy, succeeds } from '../support/faults.ts'
import { MORNING, openGatehouse, settingsFor } from '../support/gatehouse.ts'
import { linkOf } from '../support/links.ts'
import { PASSWORD, type SignedUp, signUp } from '../support/people.ts'
import { rowsOf } from '../support/rows.ts'

/* The sets are changed by what `npm run keys` changes them with. */

type Sets = { master: KeySet; signing: KeySet }

const NOW = MORNING / 1000
const LASTING = 864_060
const NEXT_PASSWORD = 'Rt5-harbour-Cormorant'
const EC = { name: 'ECDSA', namedCurve: 'P-256' }
const stock: Key[] = []
const freshSigning = () => stock.pop() as Key
const freshMaster = (): Key => ({
  kty: 'oct',
  kid: crypto.randomUUID().slice(0, 11),
  k: toBase64Url(crypto.getRandomValues(new Uint8Array(32))),
  iat: NOW,
})

// Keys of this curve are made asynchronously here, and `rotate` wants them at once.
beforeAll(async () => {
  for (let count = 0; count < 40; count++) {
    const { privateKey } = (await crypto.subtle.generateKey(EC, true, ['sign', 'verify'])) as CryptoKeyPair
    const { kty, crv, x, y, d } = (await crypto.subtle.exportKey('jwk', privateKey)) as JsonWebKey
    stock.push({ kty, crv, x, y, d, kid: crypto.randomUUID().slice(0, 11), iat: NOW })
  }
})

const begin = (): Sets => ({ master: newSet(freshMaster), signing: newSet(freshSigning) })
const turn = ({ master, signing }: Sets): Sets => ({
  master: rotate(master, freshMaster, NOW),
  signing: rotate(signing, freshSigning, NOW, LASTING),
})
const secretsOf = ({ master, signing }: Sets) => ({
  MASTER_KEYS: JSON.stringify(master),
  SIGNING_KEYS: JSON.stringify(signing),
})
const houseWith = (sets: Sets) => openGatehouse(secretsOf(sets))
const kidOf = (token: string) => decodeProtectedHeader(token).kid

type Credentials = { token: string; jwt: TokenPair; express: TokenPair }

async function openAll(sets: Sets) {
  const gatehouse = houseWith(sets)
  const ada = await signUp(gatehouse)
  return { ada, ...(await signIn(sets, ada)) }
}

async function signIn(sets: Sets, ada: SignedUp, password = PASSWORD): Promise<Credentials> {
  const { ports } = houseWith(sets)
  const { token } = await logInForToken(ports, ada, password)
  const jwt = (await logInForTokenPair(ports, ada, password, 'jwt')).tokenPair
  return { token, jwt, express: (await logInForTokenPair(ports, ada, password, 'express')).tokenPair }
}

/** Which of the credentials do what they are for. */
async function goodOf(sets: Sets, { token, jwt, express }: Credentials) {
  const { ports } = houseWith(sets)
  return {
    token: await succeeds(authenticate(ports, token)),
    jwt: await succeeds(authenticate(ports, jwt.access)),
    express: await succeeds(authenticate(ports, express.access)),
    verify: await succeeds(verifyJwt(ports, jwt.access)),
    refresh: await succeeds(refreshAccess(ports, jwt.refresh)),
    rotate: await succeeds(refreshTokenPair(ports, express.refresh)),
  }
}

const ALL = { token: true, jwt: true, express: true, verify: true, refresh: true, rotate: true }
const NONE = { token: false, jwt: false, express: false, verify: false, refresh: false, rotate: false }

describe('a rotation of both sets (FLT-20, FLT-22, G9)', () => {
  it('signs nobody out, nor does the next one', async () => {
    const first = begin()
    const credentials = await openAll(first)
    const second = turn(first)
    expect(await goodOf(second, credentials)).toEqual(ALL)
    expect(await goodOf(turn(second), credentials)).toEqual(ALL)
  })

  it('signs with the key that was published before, and publishes the one that comes after', async () => {
    const first = begin()
    const second = turn(first)
    const [current, next] = first.signing.keys.map(({ kid }) => kid)
    const { jwt } = await openAll(second)
    expect(kidOf(jwt.access)).toBe(next)
    const shown = publicKeys(houseWith(second).ports).keys.map(({ kid }) => kid)
    expect(shown).toEqual([next, second.signing.keys[1]?.kid, current])
    expect(publicKeys(houseWith(first).ports).keys.map(({ kid }) => kid)).toEqual([current, next])
  })

  it('holds also where the old sets are still in use, while the new ones spread', async () => {
    const first = begin()
    const credentials = await openAll(turn(first))
    expect(await goodOf(first, credentials)).toEqual(ALL)
    expect(await goodOf(first, await signIn(first, credentials.ada))).toEqual(ALL)
  })

  it('leaves passwords, mailed links and unsent emails good', async () => {
    const first = begin()
    const gatehouse = houseWith(first)
    const ada = await signUp(gatehouse)
    const sent: EmailMessage[] = []
    const refusing = { send: () => Promise.reject(new Error('down')), keepsSent: false }
    const works: Promise<unknown>[] = []
    const offline = openPorts(settingsFor(secretsOf(first)), (work) => works.push(work), {
      clock: gatehouse.clock,
      mail: refusing,
    })
    await linesLoggedBy(async () => {
      await requestLink(offline, { purpose: 'reset', address: ada.email })
      await Promise.all(works)
    })
    expect((await rowsOf('outbox')).length).toBeGreaterThan(0)

    const second = houseWith(turn(first))
    second.wait(3000)
    const mail = { send: async (message: EmailMessage) => void sent.push(message), keepsSent: false }
    const online = openPorts(settingsFor(secretsOf(turn(first))), () => {}, { clock: second.clock, mail })
    await env.DB.exec('update outbox set due_at = 0')
    await runJobs(online)
    const link = linkOf(sent.find(({ to }) => to === ada.email))
    await checkReset(second.ports, link.token)
    await logInForToken(second.ports, ada, PASSWORD)
    await finishReset(second.ports, STRICT, { ...link, newPassword: NEXT_PASSWORD })
    await logInForToken(second.ports, ada, NEXT_PASSWORD)
  })

  it('lets no JWT of the old key pass once the last of them has ended', async () => {
    const first = begin()
    const { express } = await openAll({ ...first })
    const second = houseWith(turn(first))
    second.wait(LASTING - 61)
    expect(await succeeds(refreshTokenPair(second.ports, express.refresh))).toBe(true)
    second.wait(61)
    expect(publicKeys(second.ports).keys).toHaveLength(2)
  })
})

describe('a key that is killed (FLT-21, G9)', () => {
  it('takes the JWTs that it signed along, and no token; whoever signs in again is in', async () => {
    const first = begin()
    const credentials = await openAll(first)
    const signing = kill(first.signing, first.signing.keys[0]?.kid ?? '', freshSigning) as KeySet
    const after = { ...first, signing }
    expect(await goodOf(after, credentials)).toEqual({ ...NONE, token: true })
    expect(await goodOf(after, await signIn(after, credentials.ada))).toEqual(ALL)
    expect(kidOf((await signIn(after, credentials.ada)).jwt.access)).toBe(first.signing.keys[1]?.kid)
  })

  it('that was a next one or an old one takes nobody else along', async () => {
    const first = begin()
    const second = turn(first)
    const credentials = await openAll(second)
    for (const { kid } of second.signing.keys.slice(1)) {
      const signing = kill(second.signing, kid, freshSigning) as KeySet
      expect(await goodOf({ ...second, signing }, credentials)).toEqual(ALL)
    }
  })

  it('as a master key takes its tokens and passwords along: a wrong password to all, and never a fault', async () => {
    const first = begin()
    const credentials = await openAll(first)
    const second = turn(first)
    const bob = await openAll(second)
    const master = kill(second.master, first.master.keys[0]?.kid ?? '', freshMaster) as KeySet
    const after = { ...second, master }
    expect(await goodOf(after, credentials)).toEqual({ ...ALL, token: false })
    await expect(logInForToken(houseWith(after).ports, credentials.ada, PASSWORD)).rejects.toMatchObject({
      reason: 'wrong_credentials',
    })
    expect(await goodOf(after, bob)).toEqual(ALL)
    expect(await goodOf(after, await signIn(after, bob.ada))).toEqual(ALL)
  })
})
