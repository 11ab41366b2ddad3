import { describe, expect, it } from 'vitest'
import { askForLink } from '../../src/account/asked-links.ts'
import { logInForPair, logInForToken } from '../../src/account/login.ts'
import { refreshPair } from '../../src/account/pair.ts'
import { changePassword } from '../../src/account/password.ts'
import { changeProfile } from '../../src/account/profile.ts'
import { registerForActivation } from '../../src/account/registration.ts'
import { authenticate, logOut } from '../../src/account/session.ts'
import type { Letter } from '../../src/ports/mail.ts'
import { openPorts } from '../../src/ports/ports.ts'
import { gif } from '../account/image/samples.ts'
import { openHouse, settingsFor } from '../support/house.ts'
import { PASSWORD, signUp } from '../support/people.ts'
import { everything, everythingAsText, rowsOf } from '../support/rows.ts'
import { SECRETS } from '../support/secrets.ts'

const house = openHouse()
const letters: Letter[] = []
/** Every letter is written down and then refused, so that it stays in the outbox. */
const mail = {
  async send(letter: Letter) {
    letters.push(letter)
    throw new Error('refused')
  },
  keepsSent: false,
}
const works: Promise<unknown>[] = []
const ports = openPorts(
  settingsFor({ SEND_ACTIVATION_EMAIL: 'true' } as Partial<Env>),
  (work) => works.push(work),
  { clock: house.clock, mail },
)

describe('a copy of D1, KV and R2 (G8, OPQ-02)', () => {
  it('holds no password, no credential, no key and no link, and addresses only where they belong', async () => {
    const NEXT = 'Rt5-harbour-Cormorant'
    const ada = await signUp(house)
    const { pair } = await logInForPair(ports, ada, PASSWORD, 'express')
    const rotated = await refreshPair(ports, pair.refresh)
    const jwt = await logInForPair(ports, ada, PASSWORD, 'jwt')
    const { token } = await logInForToken(ports, ada, PASSWORD)
    const me = await authenticate(ports, token)
    await changeProfile(ports, me, { avatar: gif() })
    await askForLink(ports, { purpose: 'username', address: ada.email })
    await changePassword(ports, me, 'users', { oldPassword: PASSWORD, newPassword: NEXT })
    await askForLink(ports, { purpose: 'reset', address: ada.email, byKey: true })
    const last = await logInForPair(ports, ada, NEXT, 'jwt')
    await logOut(ports, last.pair.access)
    const wish = { username: 'newcomer', email: 'newcomer@example.com', password: PASSWORD }
    await registerForActivation(ports, 'djoser', wish)
    while (works.length > 0) await works.shift()

    const links = letters.flatMap(({ text }) => [...text.matchAll(/[\w-]{43,}/g)].map(([part]) => part))
    expect(new Set(links).size).toBeGreaterThanOrEqual(3)
    expect(letters).toHaveLength(4)
    expect(await rowsOf('outbox')).toHaveLength(4)

    const credentials = [ada.token, token, pair, rotated, jwt.pair, last.pair].flatMap((each) =>
      typeof each === 'string' ? [each, each.slice(0, 32)] : Object.values(each),
    )
    const keys = Object.values(SECRETS).flatMap((set) =>
      JSON.parse(set).keys.flatMap(({ k, d }: { k?: string; d?: string }) => [k, d].filter(Boolean)),
    )
    const secrets = [PASSWORD, NEXT, ...credentials, ...keys, ...links, 'password/reset?', 'token=']
    const signatures = credentials.flatMap((each) => each.split('.').slice(1))
    const stored = await everythingAsText()
    for (const secret of [...secrets, ...signatures]) expect(stored.includes(secret), secret).toBe(false)

    const { tables, revoked, pictures } = await everything()
    const elsewhere = JSON.stringify([{ ...tables, accounts: [] }, revoked, Object.keys(pictures)])
    for (const word of [ada.email, ada.username, wish.email, 'example.com'])
      expect(elsewhere.includes(word), word).toBe(false)
  })
})
