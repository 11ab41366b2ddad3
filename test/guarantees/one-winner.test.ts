import { decodeJwt } from 'jose'
import { describe, expect, it } from 'vitest'
import { linkOf } from '../support/links.ts'
import { PASSWORD, signUp } from '../support/people.ts'
import { rowsOf } from '../support/rows.ts'
import { logins, openMixedHouse, roundsOf } from './apis.ts'

const ROUNDS = roundsOf(50)
const AT_ONCE = 20

const twenty = <Done>(ask: (at: number) => Promise<Done>) =>
  Promise.all(Array.from({ length: AT_ONCE }, (_, at) => ask(at)))
const [, , , , logInAtExpress] = logins

describe(`${ROUNDS} rounds of ${AT_ONCE} at once have one winner each`, () => {
  it('for one mailed link: its password is stored and every session has ended (G3, RST-05)', async () => {
    const world = openMixedHouse()
    const { gatehouse, post, get } = world
    for (let round = 0; round < ROUNDS; round++) {
      const ada = await signUp(gatehouse)
      await post('/auth/users/reset_password/', { email: ada.email })
      const link = linkOf((await gatehouse.emails())[0])
      const passwordOf = (at: number) => `Rt5-harbour-Cormorant-${at}`
      const answers = await twenty((at) =>
        at % 2 === 0
          ? post('/auth/users/reset_password_confirm/', { ...link, new_password: passwordOf(at) })
          : post('/api/password_reset/confirm/', { token: link.token, password: passwordOf(at) }),
      )
      const winners = answers.flatMap(({ status }, at) => (status < 300 ? [at] : []))
      expect(winners).toHaveLength(1)
      expect(answers.filter(({ status }) => ![200, 204, 400, 404].includes(status))).toEqual([])
      expect((await get('/api/profile/', ada.token)).status).toBe(401)
      const good = { username: ada.username, password: passwordOf(winners[0] ?? -1) }
      expect((await post('/api/login/', good)).status).toBe(200)
      expect((await post('/api/login/', { ...good, password: PASSWORD })).status).toBe(401)
    }
    await gatehouse.settled()
  }, 240_000)

  it('for one refresh token: one step, and all twenty pairs work (G4, RFR-05)', async () => {
    const world = openMixedHouse()
    const { gatehouse, post, get } = world
    const ada = await signUp(gatehouse)
    for (let round = 0; round < ROUNDS; round++) {
      const { refresh = '' } = (await logInAtExpress?.(world, ada)) ?? {}
      const answers = await twenty(() => post('/api/v1/users/refreshToken', { refreshToken: refresh }))
      const pairs = answers.map(({ status, body }) => {
        expect(status).toBe(200)
        return (body as { data: { accessToken: string; refreshToken: string } }).data
      })
      const { sid } = decodeJwt<{ sid: string }>(refresh)
      expect(new Set(pairs.map((tokenPair) => decodeJwt(tokenPair.refreshToken).step))).toEqual(new Set([1]))
      expect((await rowsOf('sessions')).find(({ id }) => id === sid)).toMatchObject({ step: 1 })
      const reads = await Promise.all(pairs.map(({ accessToken }) => get('/account/sessions', accessToken)))
      expect(reads.every(({ status }) => status === 200)).toBe(true)
    }
  }, 240_000)

  it('for one name at registration: one account, and nineteen are told that it is taken (REG-15)', async () => {
    const { gatehouse, post } = openMixedHouse()
    for (let round = 0; round < ROUNDS; round++) {
      const username = `wanted${round}`
      const answers = await twenty((at) =>
        post(at % 2 === 0 ? '/auth/users/' : '/api/register/', {
          username: at % 3 === 0 ? username.toUpperCase() : username,
          email: `${username}-${at}@example.com`,
          password: PASSWORD,
        }),
      )
      expect(answers.filter(({ status }) => status === 201)).toHaveLength(1)
      const taken = answers.filter(({ status }) => status === 400)
      expect(taken.map(({ body }) => body)).toEqual(
        Array(AT_ONCE - 1).fill({ username: ['A user with that username already exists.'] }),
      )
      expect((await rowsOf('accounts')).filter((row) => row.username_key === username)).toHaveLength(1)
    }
    await gatehouse.settled()
  }, 240_000)
})
