import { describe, expect, it } from 'vitest'
import { codesAt, stepAt } from '../../src/account/second-factor/totp.ts'
import { fromBase32 } from '../support/base32.ts'
import { asked, BACK, browserOf } from '../support/front-end.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { type SignedUp, signUp } from '../support/people.ts'
import { everything } from '../support/rows.ts'
import { sessionsOf } from '../support/second-factor.ts'

/* Somebody who has to set a second factor up at the sign-in page goes back to the front end afterwards. */

const gatehouse = openGatehouse({ SECOND_FACTOR: 'all', RETURN_URLS: BACK })
const { send, enter, returned, exchange } = browserOf(gatehouse)

/** An account whose days without a second factor are over. */
const late = async () => {
  const person = await signUp(gatehouse)
  gatehouse.wait(8 * 86_400)
  return person
}

const cookiesOf = (response: Response) =>
  Object.fromEntries(
    response.headers.getSetCookie().map((cookie) => cookie.split(';')[0]?.split(/=(.*)/s) ?? []),
  ) as { page: string; 'page-return': string }

/** Signs in at the page: the cookies of a browser, which then is at `/second-factor`. */
async function arrive(person: SignedUp) {
  const response = await enter(person, { as: 'jwt' })
  expect([response.status, response.headers.get('location')]).toEqual([303, '/second-factor'])
  const { page, 'page-return': waits } = cookiesOf(response)
  const cookie = `page=${page}; page-return=${waits}`
  const at = (action: string, fields: Record<string, string> = {}, sent = cookie) =>
    send(`/second-factor/${action}`, fields, { cookie: sent })
  const look = async () => {
    const shown = await gatehouse.request('/second-factor', { headers: { cookie } })
    return { text: await shown.text(), policy: shown.headers.get('content-security-policy') }
  }
  /** Sets an app up, and returns the page with the recovery codes. */
  const enrol = async () => {
    const begun = await (await at('begin')).text()
    const key = /<p class="key"><code>([A-Z2-7 ]+)<\/code>/.exec(begun)?.[1]?.replaceAll(' ', '') ?? ''
    const totp = { secret: fromBase32(key), algorithm: 'SHA1', digits: 6, period: 30 } as const
    const [code = ''] = await codesAt(totp, [stepAt(totp, gatehouse.clock.now())])
    const done = await at('confirm', { code })
    return { text: await done.text(), policy: done.headers.get('content-security-policy') }
  }
  return { response, page, waits, at, look, enrol }
}

describe('who has to set a second factor up first', () => {
  it('is told where they go afterwards, and goes there with a code', async () => {
    const ada = await late()
    const { response, look, enrol, at } = await arrive(ada)
    expect(response.headers.getSetCookie()).toContainEqual(
      expect.stringMatching(
        /^page-return=[\w-]+\.[\w-]{200,900}; Max-Age=1800; Path=\/; HttpOnly; SameSite=Strict$/,
      ),
    )
    const first = await look()
    expect(first.text).toContain('Set it up, and then you go back to app.example.com.')
    expect(first.text).not.toContain('/second-factor/return')
    const codes = await enrol()
    for (const { text, policy } of [codes, await look()]) {
      expect(text).toContain('<form method="post" action="/second-factor/return">')
      expect(text).toContain('o back to app.example.com</button>')
      expect(policy).toContain("form-action 'self' https://app.example.com;")
    }
    const left = await at('return')
    expect(left.status).toBe(303)
    expect(left.headers.getSetCookie()).toEqual([
      'page-return=; Max-Age=0; Path=/; HttpOnly; SameSite=Strict',
    ])
    const { at: where, code, state } = returned(left)
    expect([where, state]).toEqual(['https://app.example.com/signed-in', asked().state])
    expect(await exchange(code)).toMatchObject({
      status: 200,
      body: { as: 'jwt', level: 2, account: { username: ada.username } },
    })
    // The first factor ended the session that registration gave.
    expect((await sessionsOf(ada)).map(({ kind, methods }) => `${kind}: ${methods}`).sort()).toEqual([
      'jwt: pwd otp',
      'token: pwd otp',
    ])
    await gatehouse.settled()
  })

  it('goes back once', async () => {
    const { enrol, at } = await arrive(await late())
    await enrol()
    expect(returned(await at('return')).at).toBe('https://app.example.com/signed-in')
    await gatehouse.settled()
    const before = await everything()
    const again = await at('return')
    expect([again.status, again.headers.get('location')]).toEqual([400, null])
    expect(await again.text()).toContain('You went back already. Sign in there once more.')
    await gatehouse.settled()
    expect(await everything()).toEqual(before)
  })

  it('goes back once of twenty requests at the same time', async () => {
    const { enrol, at } = await arrive(await late())
    await enrol()
    const sent = await Promise.all(Array.from({ length: 20 }, () => at('return')))
    const codes = sent.map((response) => returned(response).code).filter((code) => code !== undefined)
    expect([codes.length, (await exchange(codes[0])).status]).toEqual([1, 200])
    await gatehouse.settled()
  })

  it('may give up', async () => {
    const { look } = await arrive(await late())
    const [, cancel = ''] = /<a href="([^"]*)">Cancel</.exec((await look()).text) ?? []
    const url = new URL(cancel.replaceAll('&amp;', '&'))
    expect([url.origin + url.pathname, ...url.searchParams.values()]).toEqual([
      'https://app.example.com/signed-in',
      'gatehouse',
      'access_denied',
      asked().state,
    ])
    await gatehouse.settled()
  })

  it('stays without a second factor, in another session, with something altered, and later', async () => {
    const ada = await late()
    const mine = await arrive(ada)
    const stays = async (cookie?: string) => {
      await gatehouse.settled()
      const before = await everything()
      const response = await mine.at('return', {}, cookie)
      expect([response.status, response.headers.get('location')]).toEqual([303, '/second-factor'])
      expect(await everything()).toEqual(before)
    }
    await stays()
    const [other, again] = [await arrive(await late()), await arrive(ada)]
    await again.enrol()
    // What waits for one session is nothing in another, of the same person or not.
    await stays(`page=${again.page}; page-return=${mine.waits}`)
    await stays(`page=${again.page}; page-return=${other.waits}`)
    await stays(`page=${again.page}; page-return=${again.waits.slice(0, -8)}AAAAAAAA`)
    await stays(`page=${again.page}; page-return=${'x'.repeat(4_001)}`)
    await stays(`page=${again.page}`)
    await stays(`page-return=${again.waits}`)
    // The first factor ended the first session.
    await stays()
    gatehouse.wait(1_800)
    await stays(`page=${again.page}; page-return=${again.waits}`)
  })

  it('is sent nowhere that the settings do not name any more', async () => {
    const { page, waits, enrol } = await arrive(await late())
    await enrol()
    const moved = openGatehouse(
      { SECOND_FACTOR: 'all', RETURN_URLS: 'https://other.example.com/' },
      { clock: gatehouse.clock },
    )
    const headers = { cookie: `page=${page}; page-return=${waits}` }
    const shown = await moved.request('/second-factor', { headers })
    expect([shown.status, (await shown.text()).includes('/second-factor/return')]).toEqual([200, false])
    const sent = await moved.request('/second-factor/return', {
      method: 'POST',
      body: new URLSearchParams(),
      headers,
    })
    expect([sent.status, sent.headers.get('location')]).toEqual([303, '/second-factor'])
    await moved.settled()
  })
})
