import { env } from 'cloudflare:workers'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { logInForToken } from '../../src/account/sign-in/login.ts'
import { defineConfig } from '../../src/ports/config.ts'
import { countedBindings } from '../support/counters.ts'
import { CHEAP, foreignConfig, moveIn } from '../support/foreign.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { disable, PASSWORD, type SignedUp, signUp } from '../support/people.ts'

/*
 * Whoever measures a sign-in learns what some stored hash costs, and not whether there is such an account (G11,
 * decision 56). Work is counted: which hashes were computed, in how many iterations of the platform.
 */

const { bindings, costOf } = countedBindings()

/** The iterations of each call of the platform, and the forms of foreign hashes, since the last look. */
let done: string[] = []

const deriveBits = crypto.subtle.deriveBits.bind(crypto.subtle)
crypto.subtle.deriveBits = (...asked) => {
  done.push(`${(asked[0] as { iterations: number }).iterations} iterations`)
  return deriveBits(...asked)
}

/** The same verifiers, which note what they are used for. */
const config = defineConfig({
  importedPasswords: foreignConfig.importedPasswords.map(({ open, ...verifier }) => ({
    ...verifier,
    open(stored: string, accountId: string) {
      const found = open(stored, accountId)
      if (!found) return undefined
      const derive: typeof found.derive = (...asked) => {
        done.push(stored.replace(/.*\$a=(.*),keyid=.*/, '$1'))
        return found.derive(...asked)
      }
      return { ...found, derive }
    },
  })),
})

const gatehouse = openGatehouse(bindings as Partial<Env>, { config })
const { ports } = gatehouse
const WRONG = `${PASSWORD}x`
const OURS = ['100000 iterations']

async function workOf(username: string, password = WRONG): Promise<string[]> {
  done = []
  await expect(logInForToken(ports, { username }, password)).rejects.toMatchObject({
    reason: 'wrong_credentials',
  })
  await gatehouse.settled()
  return done
}

const hashNamed = (name: string) => CHEAP.find(([each]) => each === name)?.[2] ?? ''
const moved = (name: string) => moveIn(gatehouse, hashNamed(name), PASSWORD)
const DJANGO = ['pbkdf2_sha256,i=36000', '36000 iterations']
const BCRYPT = ['bcrypt,c=10']

const nobodies = Array.from({ length: 24 }, (_, at) => `nobody${at}`)

beforeEach(() => env.DB.prepare('delete from accounts').run())
// Test files share a runtime.
afterAll(() => {
  crypto.subtle.deriveBits = deriveBits
})

describe('a refused sign-in', () => {
  it('of a name that is nobody’s costs what the one stored hash costs', async () => {
    const ada = await moved('pbkdf2_sha256, 36,000')
    expect(await workOf(ada.username)).toEqual(DJANGO)
    for (const nobody of nobodies.slice(0, 5)) expect(await workOf(nobody)).toEqual(DJANGO)
  })

  it('costs what one of the stored hashes costs, and each time the same', async () => {
    for (const name of ['pbkdf2_sha256, 36,000', 'bcrypt, $2b$', 'pbkdf2_sha256, 36,000', 'bcrypt, $2a$'])
      await moved(name)
    for (let ours = 0; ours < 4; ours++) await signUp(gatehouse)
    const found = new Set<string>()
    for (const nobody of nobodies) {
      const work = await workOf(nobody)
      expect([DJANGO, BCRYPT, OURS]).toContainEqual(work)
      found.add(String(work))
    }
    expect(found.size).toBeGreaterThan(1)
    for (const nobody of nobodies.slice(0, 6)) expect(await workOf(nobody)).toEqual(await workOf(nobody))
  })

  it('costs what our own hash costs once everybody has signed in', async () => {
    const ada = await moveIn(gatehouse, hashNamed('pbkdf2_sha256, 36,000'), 'old-but-gold-36')
    expect(await workOf('nobody1')).toEqual(DJANGO)
    await logInForToken(ports, ada, 'old-but-gold-36')
    await gatehouse.settled()
    expect(await workOf('nobody1')).toEqual(OURS)
    expect(await workOf(ada.username)).toEqual(OURS)
  })

  it('costs the same for the disabled, and for those without a password or with a corrupt one', async () => {
    const people: SignedUp[] = []
    for (let each = 0; each < 3; each++) people.push(await moved('pbkdf2_sha256, 36,000'))
    const [disabled, unusable] = people as [SignedUp, SignedUp, SignedUp]
    await disable(disabled)
    await env.DB.prepare("update accounts set password_hash = '!' where id = ?").bind(unusable.id).run()
    expect(await workOf(disabled.username)).toEqual(DJANGO)
    expect([DJANGO, OURS]).toContainEqual(await workOf(unusable.username))
  })

  it('costs two tries with blanks around the password, whoever it is for', async () => {
    const ada = await moved('pbkdf2_sha256, 36,000')
    expect(await workOf(ada.username, ` ${WRONG}`)).toEqual([...DJANGO, ...DJANGO])
    expect(await workOf('nobody1', ` ${WRONG}`)).toEqual([...DJANGO, ...DJANGO])
  })

  it('has as many statements and round trips for a name that is nobody’s', async () => {
    const ada = await moved('pbkdf2_sha256, 36,000')
    const tried = (username: string) => costOf(() => logInForToken(ports, { username }, WRONG))
    expect(await tried('nobody1')).toEqual(await tried(ada.username))
  })

  it('has one statement more than without imported passwords, in the same round trip', async () => {
    await signUp(gatehouse)
    const plain = openGatehouse(bindings as Partial<Env>)
    const tried = (house: typeof gatehouse) =>
      costOf(() => logInForToken(house.ports, { username: 'nobody1' }, WRONG))
    const [without, withImported] = [await tried(plain), await tried(gatehouse)]
    expect(withImported).toEqual({ ...without, statements: without.statements + 1 })
  })

  it('never opens anything with the password of the account whose hash is its measure', async () => {
    const ada = await moveIn(gatehouse, hashNamed('pbkdf2_sha256, 36,000'), 'old-but-gold-36')
    expect(await workOf('nobody20', 'old-but-gold-36')).toEqual(DJANGO)
    expect(await workOf(`${ada.username}0`, 'old-but-gold-36')).toEqual(DJANGO)
  })
})
