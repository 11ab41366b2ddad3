import { describe, expect, it } from 'vitest'
import { requestLink } from '../../src/account/links/requested-links.ts'
import { changePassword } from '../../src/account/passwords/change-password.ts'
import { STRICT } from '../../src/account/passwords/password-policy.ts'
import { changeProfile } from '../../src/account/profile/profile.ts'
import { authenticate, logOut } from '../../src/account/sessions/session.ts'
import { refreshTokenPair } from '../../src/account/sessions/token-pair.ts'
import { logInForToken, logInForTokenPair } from '../../src/account/sign-in/login.ts'
import { registerForActivation } from '../../src/account/sign-in/registration.ts'
import type { EmailMessage } from '../../src/ports/mail.ts'
import { openPorts } from '../../src/ports/ports.ts'
import { gif } from '../account/image/samples.ts'
import { openGatehouse, settingsFor } from '../support/gatehouse.ts'
import { PASSWORD, signUp } from '../support/people.ts'
import { everything, everythingAsText, rowsOf } from '../support/rows.ts'
import { SECRETS } from '../support/secrets.ts'

const gatehouse = openGatehouse()
const emails: EmailMessage[] = []
/** Every email is written down and then refused, so that it stays in the outbox. */
const mail = {
  async send(message: EmailMessage) {
    emails.push(message)
    throw new Error('refused')
  },
  keepsSent: false,
}
const works: Promise<unknown>[] = []
const ports = openPorts(
  settingsFor({ SEND_ACTIVATION_EMAIL: 'true' } as Partial<Env>),
  (work) => works.push(work),
  { clock: gatehouse.clock, mail },
)

describe('a copy of D1, KV and R2 (G8, OPQ-02)', () => {
  it('holds no password, no credential, no key and no link, and addresses only where they belong', async () => {
    const NEXT = 'Rt5-harbour-Cormorant'
    const ada = await signUp(gatehouse)
    const { tokenPair } = await logInForTokenPair(ports, ada, PASSWORD, 'express')
    const rotated = await refreshTokenPair(ports, tokenPair.refresh)
    const jwt = await logInForTokenPair(ports, ada, PASSWORD, 'jwt')
    const { token } = await logInForToken(ports, ada, PASSWORD)
    const me = await authenticate(ports, token)
    await changeProfile(ports, me, { avatar: gif() })
    await requestLink(ports, { purpose: 'username', address: ada.email })
    await changePassword(ports, me, STRICT, { oldPassword: PASSWORD, newPassword: NEXT })
    await requestLink(ports, { purpose: 'reset', address: ada.email, byKey: true })
    const last = await logInForTokenPair(ports, ada, NEXT, 'jwt')
    await logOut(ports, last.tokenPair.access)
    const wish = { username: 'newcomer', email: 'newcomer@example.com', password: PASSWORD }
    await registerForActivation(ports, STRICT, wish)
    while (works.length > 0) await works.shift()

    const links = emails.flatMap(({ text }) => [...text.matchAll(/[\w-]{43,}/g)].map(([part]) => part))
    expect(new Set(links).size).toBeGreaterThanOrEqual(3)
    expect(emails).toHaveLength(4)
    expect(await rowsOf('outbox')).toHaveLength(4)

    const credentials = [ada.token, token, tokenPair, rotated, jwt.tokenPair, last.tokenPair].flatMap(
      (each) => (typeof each === 'string' ? [each, each.slice(0, 32)] : Object.values(each)),
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
