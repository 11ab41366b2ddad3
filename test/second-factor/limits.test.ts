import { env } from 'cloudflare:workers'
import { describe, expect, it } from 'vitest'
import { answerOf } from '../support/caller.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { PASSWORD } from '../support/people.ts'
import { type Enrolled, LOGINS, sessionsOf, signUpWithFactor, tryLogin } from '../support/second-factor.ts'

const gatehouse = openGatehouse({ LOGIN_TRIES: '1000' })

const from = (address: string) => ({ headers: { 'cf-connecting-ip': address } })
const PLACE = '203.0.113.9'
const wrongAt = async (ada: Enrolled, at: number, address = PLACE) =>
  (await tryLogin(gatehouse, LOGINS[at % LOGINS.length] ?? '', ada, { otp: '000000', ...from(address) }))
    .status

describe('wrong codes', () => {
  it('count together over all APIs, and then right and wrong ones are refused alike (MFA-17)', async () => {
    const ada = await signUpWithFactor(gatehouse)
    for (let at = 0; at < 5; at++) expect(await wrongAt(ada, at)).not.toBe(429)
    const path = '/api/login/'
    const right = await answerOf(
      await tryLogin(gatehouse, path, ada, { otp: await ada.code(1), ...from(PLACE) }),
    )
    const wrong = await answerOf(await tryLogin(gatehouse, path, ada, { otp: '000000', ...from(PLACE) }))
    expect(right).toEqual(wrong)
    expect(right).toMatchObject({ status: 429, retryAfter: '30' })
    const header = { header: await ada.code(1), ...from(PLACE) }
    expect((await tryLogin(gatehouse, '/account/login', ada, header)).status).toBe(429)
    const { sign_in } = await (await tryLogin(gatehouse, '/account/login', ada, from(PLACE))).json<{
      sign_in: string
    }>()
    const step = await gatehouse.request('/account/login/code', {
      method: 'POST',
      json: { sign_in, otp: await ada.code(1) },
      ...from(PLACE),
    })
    expect(step.status).toBe(429)
    gatehouse.wait(31)
    expect((await tryLogin(gatehouse, path, ada, { otp: await ada.code(), ...from(PLACE) })).status).toBe(200)
    await gatehouse.settled()
  })

  it('sixty at once with a right one among them are compared no more often than is free (MFA-18)', async () => {
    const ada = await signUpWithFactor(gatehouse)
    gatehouse.wait(60)
    const right = await ada.code()
    const answers = await Promise.all(
      Array.from({ length: 18 }, (_, at) =>
        tryLogin(gatehouse, '/api/login/', ada, { otp: at === 17 ? right : '000000', ...from(PLACE) }),
      ),
    )
    const refused = answers.filter(({ status }) => status === 401).length
    const opened = answers.filter(({ status }) => status === 200).length
    expect(refused).toBeLessThanOrEqual(5)
    expect(opened).toBeLessThanOrEqual(1)
    expect(answers.filter(({ status }) => [200, 401, 429, 503].includes(status))).toHaveLength(18)
    await gatehouse.settled()
  })

  it('end from unknown places after twenty in a row, and never from a known one (MFA-20)', async () => {
    const ada = await signUpWithFactor(gatehouse)
    let refused = 0
    for (let tries = 0; refused < 20 && tries < 60; tries++) {
      if ((await wrongAt(ada, 0)) === 401) refused += 1
      else gatehouse.wait(64 * 60)
    }
    expect(refused).toBe(20)
    gatehouse.wait(86_400)
    const status = async (address?: string) =>
      (
        await tryLogin(gatehouse, '/api/login/', ada, {
          otp: await ada.freshCode(),
          ...(address && from(address)),
        })
      ).status
    expect(await status(PLACE)).toBe(429)
    // The place where the account was opened is known.
    expect(await status()).toBe(200)
    expect(await status(PLACE)).toBe(429)
    await gatehouse.settled()
  })
})

describe('wrong passwords, where a code is needed', () => {
  const triesOf = async ({ id }: Enrolled) =>
    (
      await env.DB.prepare('select streak from attempts where key = ?')
        .bind(`a:${id}`)
        .first<{ streak: number }>()
    )?.streak ?? 0

  it('are not forgotten when the owner signs in elsewhere (MFA-19)', async () => {
    const ada = await signUpWithFactor(gatehouse)
    for (let at = 0; at < 6; at++)
      await tryLogin(gatehouse, '/api/login/', ada, { password: `${PASSWORD}00000${at}`, ...from(PLACE) })
    expect(await triesOf(ada)).toBe(6)
    expect((await tryLogin(gatehouse, '/api/login/', ada, { otp: await ada.freshCode() })).status).toBe(200)
    const elsewhere = { otp: await ada.freshCode(), ...from('198.51.100.7') }
    expect((await tryLogin(gatehouse, '/api/login/', ada, elsewhere)).status).toBe(200)
    await gatehouse.settled()
    expect(await triesOf(ada)).toBe(6)
  })

  it('an owner who travels is not locked out by their own sign-ins (MFA-20)', async () => {
    const travels = openGatehouse()
    const ada = await signUpWithFactor(travels)
    for (let at = 0; at < 150; at++) {
      const address = `198.51.${Math.floor(at / 200)}.${at % 200}`
      const sent = at % 2 === 0 ? {} : { otp: await ada.freshCode() }
      const { status } = await tryLogin(travels, '/api/login/', ada, { ...sent, ...from(address) })
      expect([at, status]).toEqual([at, at % 2 === 0 ? 401 : 200])
      await travels.settled()
    }
    expect((await sessionsOf(ada)).length).toBeGreaterThan(70)
  })
})
