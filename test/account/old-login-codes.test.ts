import { describe, expect, it } from 'vitest'
import type { OldApi } from '../../src/ports/old-apis.ts'
import { hashOf } from '../support/foreign.ts'
import { APIS, askedAbout, openAsking, signIn, THERE } from '../support/old-login.ts'
import { disable } from '../support/people.ts'
import { enrol } from '../support/second-factor.ts'

/** Somebody with an app, whose password only the old back end knows. */
const withApp = async (api: OldApi) => {
  const { house, old } = openAsking({ api })
  const ada = await askedAbout(house, old, (person) => enrol(house, person))
  const logins = () => old.asked.filter(({ path }) => path === APIS[api].path).length
  return { house, ada, logins }
}

describe('somebody with an app, whose password is not verified here', () => {
  it.each(Object.keys(APIS) as OldApi[])(
    '%s: is asked about once, although the code comes later',
    async (api) => {
      const { house, ada, logins } = await withApp(api)
      const { username } = ada
      const mark = await hashOf(ada)
      expect((await signIn(house, { username, password: `${THERE}x` })).status).toBe(400)
      expect(await hashOf(ada)).toBe(mark)
      const needed = await signIn(house, { username, password: THERE })
      expect(needed.status).toBe(400)
      expect(await hashOf(ada)).toMatch(/^\$pbkdf2-chain\$/)
      expect((await signIn(house, { username, password: THERE, otp: await ada.freshCode() })).status).toBe(
        200,
      )
      expect(logins()).toBe(2)
    },
  )

  it('is asked about once with a wrong code, and never while disabled', async () => {
    const { house, ada, logins } = await withApp('djoser-token')
    const { username } = ada
    expect((await signIn(house, { username, password: THERE, otp: '000000' })).status).toBe(400)
    expect((await signIn(house, { username, password: THERE, otp: await ada.freshCode() })).status).toBe(200)
    expect(logins()).toBe(1)
    const gone = await withApp('djoser-token')
    await disable(gone.ada)
    expect((await signIn(gone.house, { username: gone.ada.username, password: THERE })).status).toBe(400)
    expect(gone.logins()).toBe(0)
  })
})
