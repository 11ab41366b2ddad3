import { env } from 'cloudflare:workers'
import { describe, expect, it } from 'vitest'
import { requestLink } from '../../src/account/links/requested-links.ts'
import { STRICT } from '../../src/account/passwords/password-policy.ts'
import { checkReset, finishReset } from '../../src/account/passwords/password-reset.ts'
import { changeProfile } from '../../src/account/profile/profile.ts'
import { authenticate, logOut } from '../../src/account/sessions/session.ts'
import { endOtherSessions } from '../../src/account/sessions/session-list.ts'
import { logInForToken } from '../../src/account/sign-in/login.ts'
import { type AppEnv, openGatehouse } from '../support/gatehouse.ts'
import { linkOf } from '../support/links.ts'
import { canLogIn, disable, PASSWORD, type SignedUp, signUp } from '../support/people.ts'
import { everything } from '../support/rows.ts'

const gatehouse = openGatehouse()
const { ports } = gatehouse
const NEXT = 'Rt5-harbour-Cormorant'

async function askForReset(address: string, at: AppEnv = gatehouse) {
  await requestLink(at.ports, { purpose: 'reset', address: address })
  return linkOf((await at.emails())[0])
}
const dead = (work: Promise<unknown>) =>
  expect(work).rejects.toMatchObject({ name: 'Refusal', reason: 'dead_link', issues: [] })

describe('a link', () => {
  it.each([
    [3599, true],
    [3599.999, true],
    [3600, false],
    [3601, false],
  ])('that is %d seconds old works: %s (RST-03)', async (seconds, good) => {
    const gatehouse = openGatehouse()
    const ada = await signUp(gatehouse)
    const { uid, token } = await askForReset(ada.email, gatehouse)
    gatehouse.wait(seconds)
    const checked = checkReset(gatehouse.ports, token)
    await (good ? checked : dead(checked))
    const finished = finishReset(gatehouse.ports, STRICT, { uid, token, newPassword: NEXT })
    await (good ? finished : dead(finished))
  })

  it('works once (RST-04)', async () => {
    const ada = await signUp(gatehouse)
    const link = await askForReset(ada.email)
    await finishReset(ports, STRICT, { ...link, newPassword: NEXT })
    await dead(finishReset(ports, STRICT, { ...link, newPassword: 'Xs2-orchard-Nuthatch' }))
    await dead(finishReset(ports, STRICT, { token: link.token, newPassword: 'Xs2-orchard-Nuthatch' }))
    await dead(checkReset(ports, link.token))
    expect(await canLogIn(gatehouse, ada, NEXT)).toBe(true)
  })

  it('is not used up by looking at it (RST-07)', async () => {
    const { token } = await askForReset((await signUp(gatehouse)).email)
    const before = await everything()
    for (let look = 0; look < 3; look++) await checkReset(ports, token)
    expect(await everything()).toEqual(before)
  })

  it('is not used up by a password that is refused (RST-11)', async () => {
    const ada = await signUp(gatehouse, 'similar-lovelace')
    const { uid, token } = await askForReset(ada.email)
    const before = await everything()
    const flaws = [
      { newPassword: 'football', issue: { field: 'newPassword', fault: 'common' } },
      { newPassword: ada.username, issue: { field: 'newPassword', fault: 'similar', likeness: 'username' } },
    ]
    for (const { newPassword, issue } of flaws)
      for (const link of [{ uid, token }, { token }])
        await expect(finishReset(ports, STRICT, { ...link, newPassword })).rejects.toMatchObject({
          reason: 'invalid',
          issues: [issue],
        })
    await expect(
      finishReset(ports, STRICT, { uid, token, newPassword: NEXT, reNewPassword: PASSWORD }),
    ).rejects.toMatchObject({ issues: [{ field: 'password', fault: 'different' }] })
    expect(await everything()).toEqual(before)
    await finishReset(ports, STRICT, { uid, token, newPassword: NEXT })
  })

  it('works beside two others that were asked for, until one is used (RST-08)', async () => {
    const ada = await signUp(gatehouse)
    const links: Awaited<ReturnType<typeof askForReset>>[] = []
    for (let time = 0; time < 4; time++) {
      links.push(await askForReset(ada.email))
      gatehouse.wait(1)
    }
    const [oldest, ...newer] = links
    await dead(checkReset(ports, oldest?.token ?? ''))
    for (const { token } of newer) await checkReset(ports, token)
    const used = newer[0] ?? { uid: '', token: '' }
    await finishReset(ports, STRICT, { ...used, newPassword: NEXT })
    for (const { token } of newer) await dead(checkReset(ports, token))
  })

  const changes: [string, boolean, (ada: SignedUp) => Promise<unknown>][] = [
    ['another address (RST-09)', false, async (ada) => change(ada, { email: `x-${ada.email}` })],
    ['no address any more (RST-09)', false, async (ada) => change(ada, { email: '' })],
    ['the account being disabled (RST-12)', false, disable],
    ['the same address again', true, async (ada) => change(ada, { email: ada.email.toUpperCase() })],
    ['another name', true, async (ada) => change(ada, { username: `x-${ada.username}` })],
    ['the end of all other sessions (RST-10)', true, async ({ token }) => endOthers(token)],
    ['a login (RST-10)', true, async (ada) => logInForToken(ports, ada, PASSWORD)],
    ['a logout', true, async ({ token }) => logOut(ports, token)],
    [
      'a link for another purpose',
      true,
      async ({ email }) => requestLink(ports, { purpose: 'username', address: email }),
    ],
  ]
  const change = async ({ token }: SignedUp, columns: object) =>
    changeProfile(ports, await authenticate(ports, token), columns)

  const endOthers = async (token: string) => endOtherSessions(ports, await authenticate(ports, token))

  it.each(changes)('after %s works: %s', async (_, good, happen) => {
    const ada = await signUp(gatehouse)
    const { uid, token } = await askForReset(ada.email)
    await happen(ada)
    const checked = checkReset(ports, token)
    await (good ? checked : dead(checked))
    const finished = finishReset(ports, STRICT, { uid, token, newPassword: NEXT })
    await (good ? finished : dead(finished))
  })

  it('of a deleted account is one for nobody', async () => {
    const ada = await signUp(gatehouse)
    const { uid, token } = await askForReset(ada.email)
    await env.DB.prepare('delete from accounts where id = ?').bind(ada.id).run()
    await dead(checkReset(ports, token))
    await expect(finishReset(ports, STRICT, { uid, token, newPassword: NEXT })).rejects.toMatchObject({
      reason: 'unknown_uid',
    })
  })
})
