import { env } from 'cloudflare:workers'
import { describe, expect, it } from 'vitest'
import { mailRequestedLink, requestLink } from '../../src/account/links/requested-links.ts'
import { toUid } from '../../src/account/one-time-tokens/one-time-link.ts'
import { matchPassword } from '../../src/account/passwords/password-hash.ts'
import { STRICT } from '../../src/account/passwords/password-policy.ts'
import { checkReset, finishReset } from '../../src/account/passwords/password-reset.ts'
import { changeProfile } from '../../src/account/profile/profile.ts'
import { authenticate } from '../../src/account/sessions/session.ts'
import { logInForToken, logInForTokenPair } from '../../src/account/sign-in/login.ts'
import { heldBack, linesLoggedBy, succeeds } from '../support/faults.ts'
import { type AppEnv, openGatehouse } from '../support/gatehouse.ts'
import { linkOf } from '../support/links.ts'
import { canLogIn, PASSWORD, signUp } from '../support/people.ts'
import { everything, rowsOf } from '../support/rows.ts'

const gatehouse = openGatehouse()
const { ports } = gatehouse
const NEXT = 'Rt5-harbour-Cormorant'

async function askForReset(address: string, at: AppEnv = gatehouse) {
  await requestLink(at.ports, { purpose: 'reset', address })
  return linkOf((await at.emails())[0])
}
const isIn = (credential: string) => succeeds(authenticate(ports, credential))
const dead = (work: Promise<unknown>) =>
  expect(work).rejects.toMatchObject({ name: 'Refusal', reason: 'dead_link', issues: [] })

describe('a forgotten password (RST-01)', () => {
  it('is set anew from the link in the email: the new one counts, and every session ends', async () => {
    const ada = await signUp(gatehouse)
    const { tokenPair } = await logInForTokenPair(ports, ada, PASSWORD, 'jwt')
    const link = await askForReset(ada.email)
    await finishReset(ports, STRICT, { ...link, newPassword: NEXT, reNewPassword: NEXT })
    expect([await isIn(ada.token), await isIn(tokenPair.access)]).toEqual([false, false])
    expect(await canLogIn(gatehouse, ada, NEXT)).toBe(true)
    expect(await canLogIn(gatehouse, ada, PASSWORD)).toBe(false)
    expect((await gatehouse.emails())[0]).toMatchObject({
      to: ada.email,
      subject: 'Gatehouse - Your password has been successfully changed!',
    })
  })

  it('has a link to one account, of 256 random bits, under our own address (RST-02, RST-15)', async () => {
    const ada = await signUp(gatehouse)
    const links = [await askForReset(ada.email), await askForReset(ada.email)]
    for (const { uid, token } of links) {
      expect(uid).toBe(toUid(ada.id))
      expect(atob(uid)).toBe(ada.id)
      expect(token).toMatch(/^[\w-]{43}$/)
    }
    expect(links[0]?.token).not.toBe(links[1]?.token)
    const [message] = await gatehouse.emails()
    expect(message?.text).toContain(
      `http://localhost:8787/password/reset?uid=${links[1]?.uid}&token=${links[1]?.token}\n`,
    )
  })

  it('is mailed to the stored address, however it was typed (RST-13)', async () => {
    const ada = await signUp(gatehouse)
    await askForReset(ada.email.toUpperCase())
    expect((await gatehouse.emails())[0]?.to).toBe(ada.email)
  })

  it.each(['m\u0131ke@example.org', 'mike@example.com', 'mike@example.org.evil.org', 'mike'])(
    'is mailed to nobody for %j, when mike@example.org is there (RST-13)',
    async (address) => {
      if (!(await ports.accounts.findByEmail('mike@example.org'))) {
        const me = await authenticate(ports, (await signUp(gatehouse)).token)
        await changeProfile(ports, me, { email: 'mike@example.org' })
      }
      const before = (await gatehouse.emails()).length
      await requestLink(ports, { purpose: 'reset', address })
      expect(await gatehouse.emails()).toHaveLength(before)
    },
  )
})

describe('what is no link for this account and this purpose is refused, and changes nothing', () => {
  it("another account's token (RST-06)", async () => {
    const [ada, bob] = [await signUp(gatehouse), await signUp(gatehouse)]
    const [hers, his] = [await askForReset(ada.email), await askForReset(bob.email)]
    const before = await everything()
    await dead(finishReset(ports, STRICT, { uid: his.uid, token: hers.token, newPassword: NEXT }))
    await dead(finishReset(ports, STRICT, { uid: hers.uid, token: his.token, newPassword: NEXT }))
    expect(await everything()).toEqual(before)
    await checkReset(ports, hers.token)
    await checkReset(ports, his.token)
  })

  it('a token for a forgotten name (RST-20)', async () => {
    const ada = await signUp(gatehouse)
    await requestLink(ports, { purpose: 'username', address: ada.email })
    const { uid, token } = await linkOf((await gatehouse.emails())[0])
    expect(token).toMatch(/^[\w-]{43}$/)
    await dead(checkReset(ports, token))
    await dead(finishReset(ports, STRICT, { uid, token, newPassword: NEXT }))
  })

  it('made-up tokens, and what is stored of a good one (RST-16, RST-21)', async () => {
    const ada = await signUp(gatehouse)
    const { uid, token } = await askForReset(ada.email)
    const hash = String((await rowsOf('tickets')).find((row) => row.account_id === ada.id)?.token_hash)
    const swapped = token.replace(/[a-z]/, (message) => message.toUpperCase())
    for (const text of ['', ' ', 'x', hash, swapped, `${token}A`, token.slice(1), ada.token, "' OR 1=1 --"]) {
      await dead(checkReset(ports, text))
      await dead(finishReset(ports, STRICT, { uid, token: text, newPassword: NEXT }))
    }
  })

  it('a uid that is none', async () => {
    const ada = await signUp(gatehouse)
    const { uid, token } = await askForReset(ada.email)
    const upper = toUid(ada.id.toUpperCase())
    const none = toUid(crypto.randomUUID())
    const spaced = `${uid.slice(0, 8)}\n${uid.slice(8)}`
    for (const text of [
      '',
      'MQ',
      '!',
      `${uid}=`,
      `${uid}A`,
      uid.slice(1),
      ada.id,
      upper,
      none,
      spaced,
      toUid('é'),
    ])
      await expect(
        finishReset(ports, STRICT, { uid: text, token, newPassword: NEXT }),
        text,
      ).rejects.toMatchObject({ reason: 'unknown_uid', issues: [] })
    await checkReset(ports, token)
  })
})

describe('a link that is asked for while the account changes', () => {
  it.each([
    ['gets a new password', 'update accounts set credential_version = credential_version + 1 where id = ?'],
    ['is deleted', 'delete from accounts where id = ?'],
  ])('is neither stored nor mailed when the account %s first', async (_, change) => {
    const ada = await signUp(gatehouse)
    const emails = (await gatehouse.emails()).length
    const ask = { purpose: 'reset', address: ada.email } as const
    const [job] = await ports.outbox.prepare({ kind: 'ask', ask })
    await Promise.all(ports.outbox.insert(job ? [job] : []))
    const { ports: slow, reached, open } = heldBack(ports)
    const asked = mailRequestedLink(slow, ask, job?.row.id ?? '')
    await reached
    await env.DB.prepare(change).bind(ada.id).run()
    open()
    await linesLoggedBy(async () => {
      await asked
      await gatehouse.settled()
    })
    expect((await rowsOf('tickets')).filter((row) => row.account_id === ada.id)).toEqual([])
    expect(await gatehouse.emails()).toHaveLength(emails)
  })
})

describe('twenty uses of one link at once (RST-05)', () => {
  it('set one password, which is stored, and end every session', async () => {
    const ada = await signUp(gatehouse)
    const { uid, token } = await askForReset(ada.email)
    const before = (await gatehouse.emails()).length
    const passwords = Array.from({ length: 20 }, (_, index) => `${NEXT}-${index}`)
    const results = await Promise.allSettled(
      passwords.map((newPassword, index) =>
        finishReset(ports, STRICT, { ...(index % 2 && { uid }), token, newPassword }),
      ),
    )
    const winners = passwords.filter((_, index) => results[index]?.status === 'fulfilled')
    expect(winners).toHaveLength(1)
    for (const result of results)
      if (result.status === 'rejected') expect(result.reason).toMatchObject({ reason: 'dead_link' })

    const row = (await rowsOf('accounts')).find(({ id }) => id === ada.id)
    expect(row).toMatchObject({ epoch: 1, credential_version: 1 })
    const stored = { id: ada.id, passwordHash: String(row?.password_hash) }
    expect(await matchPassword(ports, stored, winners[0] ?? '')).toBe(winners[0])
    expect(await gatehouse.emails()).toHaveLength(before + 1)
    expect(await rowsOf('outbox')).toEqual([])
    expect((await rowsOf('sessions')).filter((each) => each.account_id === ada.id)).toEqual([])
  }, 20_000)

  it('leave what came after the first of them alone', async () => {
    const ada = await signUp(gatehouse)
    const { uid, token } = await askForReset(ada.email)
    const { ports: slow, reached, open } = heldBack(ports)
    const late = dead(finishReset(slow, STRICT, { uid, token, newPassword: `${NEXT}-late` }))
    await reached
    await finishReset(ports, STRICT, { uid, token, newPassword: NEXT })
    const session = await logInForToken(ports, ada, NEXT)
    const next = await askForReset(ada.email)
    await gatehouse.settled()
    const before = await everything()
    open()
    await late
    await gatehouse.settled()
    expect(await everything()).toEqual(before)
    expect(await isIn(session.token)).toBe(true)
    await checkReset(ports, next.token)
  })
})
