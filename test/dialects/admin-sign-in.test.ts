import { env } from 'cloudflare:workers'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { defineConfig } from '../../src/ports/config.ts'
import { CONTENT_SECURITY_POLICY } from '../http/page.ts'
import { openConsole, SAME_ORIGIN } from '../support/console.ts'
import { type AppEnv, openGatehouse } from '../support/gatehouse.ts'
import { disable, makeStaff, PASSWORD, type SignedUp, signUp } from '../support/people.ts'
import { refused } from '../support/refused.ts'
import { everythingAsText, rowsOf } from '../support/rows.ts'

let gatehouse: AppEnv
let boss: SignedUp
let ada: SignedUp
beforeAll(async () => {
  gatehouse = openGatehouse()
})
beforeEach(async () => {
  boss = await signUp(gatehouse, 'boss')
  await makeStaff(boss)
  ada = await signUp(gatehouse, 'ada')
})

const credentials = (who: SignedUp, password = PASSWORD) => ({ login: who.username, password })
const WRONG = 'Wrong name or password, or an account that is not staff.'
const TO_SIGN_IN = { status: 303, location: '/admin/sign-in' }
const consoleSessionsOf = async ({ id }: SignedUp) =>
  (await rowsOf('sessions')).filter((row) => row.account_id === id && row.kind === 'console')

describe('signing in at the console', () => {
  it('opens a session whose cookie goes to /admin alone, and stores no token', async () => {
    const console = openConsole(gatehouse)
    const response = await gatehouse.request('/admin/sign-in', {
      method: 'POST',
      body: new URLSearchParams(credentials(boss)),
      headers: SAME_ORIGIN,
    })
    expect([response.status, response.headers.get('location')]).toEqual([303, '/admin'])
    const [cookie = ''] = response.headers.getSetCookie()
    expect(cookie).toMatch(
      /^console=[\w-]+\.[\w-]{43}; Max-Age=28800; Path=\/admin; HttpOnly; SameSite=Strict$/,
    )
    const token = cookie.slice('console='.length).split(';')[0] ?? ''
    expect(await everythingAsText()).not.toContain(token.split('.')[1])
    expect((await gatehouse.request('/account', { token })).status).toBe(401)
    expect(await consoleSessionsOf(boss)).toHaveLength(1)
    console.take(`console=${token}`)
    expect(await console.get('/admin')).toMatchObject({ status: 200, heading: 'Overview' })
    expect(await console.get('/admin/people')).toMatchObject({ status: 200, heading: 'People' })
  })

  it('marks the cookie Secure wherever it is not plain http on this machine', async () => {
    const url = 'https://id.example.com/admin/sign-in'
    const headers = { ...SAME_ORIGIN, 'content-type': 'application/x-www-form-urlencoded' }
    const body = new URLSearchParams(credentials(boss))
    const response = await gatehouse.send(new Request(url, { method: 'POST', headers, body }))
    expect(response.headers.getSetCookie()[0]).toContain('; Secure;')
  })

  it('does not let a page of another origin frame, cache or refer', async () => {
    const { headers } = await gatehouse.request('/admin/sign-in')
    expect(Object.fromEntries(headers)).toMatchObject({
      'content-security-policy': CONTENT_SECURITY_POLICY,
      'x-frame-options': 'DENY',
      'cache-control': 'no-store',
      'referrer-policy': 'same-origin',
    })
  })

  it.each<[string, () => Record<string, string>]>([
    ['a wrong password', () => credentials(boss, 'wrong')],
    ['who is not staff, with the right password', () => credentials(ada)],
    ['who is not staff, with a wrong password', () => credentials(ada, 'wrong')],
    ['an unknown name', () => ({ login: 'nobody-at-all', password: PASSWORD })],
  ])('refuses %s in the same words, and stores no session', async (_, write) => {
    const console = openConsole(gatehouse)
    const shown = await refused(gatehouse, () => console.post('/admin/sign-in', write()))
    expect(shown).toMatchObject({ status: 401, heading: 'Sign in', location: null })
    expect(shown.text).toContain(WRONG)
    expect(shown.text).not.toContain(PASSWORD)
    expect(console.cookie()).toBe('')
  })

  it('records a failure alike for a wrong password and for who is not staff', async () => {
    for (const [who, password] of [
      [ada, 'wrong'],
      [ada, PASSWORD],
    ] as const)
      await openConsole(gatehouse).signIn(who, password)
    await gatehouse.settled()
    const kinds = (await rowsOf('events')).filter((row) => row.account_id === ada.id).map(({ kind }) => kind)
    expect(kinds).toEqual(['registered', 'sign_in_failed', 'sign_in_failed'])
  })

  it('counts as a try of the login throttle', async () => {
    const strict = openGatehouse({ LOGIN_TRIES: '2' })
    const console = openConsole(strict)
    for (let attempt = 0; attempt < 6; attempt++) await console.signIn(boss, 'wrong')
    const shown = await console.signIn(boss, 'wrong')
    expect([shown.status, shown.heading]).toEqual([429, 'Too many attempts'])
    const login = { username: boss.username, password: 'wrong' }
    expect((await strict.request('/api/login/', { method: 'POST', json: login })).status).toBe(429)
  })

  it.each([
    ['another site', { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }],
    ['a neighbouring site', { 'sec-fetch-site': 'same-site', origin: 'http://localhost:8787' }],
    ['another origin, by an old browser', { origin: 'https://evil.example' }],
    ['nowhere, without either header', { accept: 'text/html' }],
  ])('refuses a form from %s', async (_, headers) => {
    const console = openConsole(gatehouse)
    const shown = await refused(gatehouse, () => console.post('/admin/sign-in', credentials(boss), headers))
    expect([shown.status, shown.heading]).toEqual([403, 'This form did not come from your session'])
  })

  it('takes a form of an old browser by its origin', async () => {
    const console = openConsole(gatehouse)
    const origin = { origin: 'http://localhost:8787' }
    expect(await console.post('/admin/sign-in', credentials(boss), origin)).toMatchObject({ status: 303 })
  })

  it('opens a new session and ends the one that the browser had, whoever set its cookie', async () => {
    const console = openConsole(gatehouse)
    await console.signIn(boss)
    const first = console.cookie()
    await console.post('/admin/sign-in', credentials(boss))
    expect(console.cookie()).not.toBe(first)
    expect(await consoleSessionsOf(boss)).toHaveLength(1)
    console.take('console=k.made-up')
    await console.post('/admin/sign-in', credentials(boss))
    expect(console.cookie()).not.toContain('made-up')
  })

  it('goes back to the page that was asked for, and to no other site', async () => {
    const console = openConsole(gatehouse)
    const path = `/admin/people/${ada.id}`
    const { location } = await console.get(path)
    expect(location).toBe(`/admin/sign-in?to=${encodeURIComponent(path)}`)
    expect((await console.get(location ?? '')).text).toContain(`name="to" value="${path}"`)
    expect(await console.post('/admin/sign-in', { ...credentials(boss), to: path })).toMatchObject({
      location: path,
    })
    for (const to of [
      'https://evil.example',
      '//evil.example',
      '/admin/../x',
      '/administrator',
      '/admin/\\x',
    ])
      expect(await openConsole(gatehouse).post('/admin/sign-in', { ...credentials(boss), to })).toMatchObject(
        {
          location: '/admin',
        },
      )
  })
})

describe('a session of the console', () => {
  it('ends after half an hour without use, and after eight hours of use', async () => {
    const console = openConsole(gatehouse)
    await console.signIn(boss)
    gatehouse.wait(29 * 60)
    expect((await console.get('/admin/people')).status).toBe(200)
    await gatehouse.settled()
    for (let step = 0; step < 15; step++) {
      gatehouse.wait(30 * 60 - 1)
      expect((await console.get('/admin/people')).status).toBe(200)
      await gatehouse.settled()
    }
    gatehouse.wait(30 * 60)
    expect(await console.get('/admin')).toMatchObject(TO_SIGN_IN)
    await console.signIn(boss)
    gatehouse.wait(30 * 60)
    expect(await console.get('/admin')).toMatchObject(TO_SIGN_IN)
  })

  it.each<[string, (who: SignedUp) => Promise<unknown>]>([
    ['demoted', ({ id }) => env.DB.prepare('update accounts set is_staff = 0 where id = ?').bind(id).run()],
    ['disabled', disable],
    ['deleted', ({ id }) => env.DB.prepare('delete from accounts where id = ?').bind(id).run()],
    [
      'signed out everywhere',
      ({ id }) => env.DB.prepare('update accounts set epoch = epoch + 1 where id = ?').bind(id).run(),
    ],
  ])('is out at the next request once its owner is %s', async (_, change) => {
    const console = openConsole(gatehouse)
    await console.signIn(boss)
    await change(boss)
    const shown = await refused(gatehouse, () => console.post(`/admin/people/${ada.id}/sign-out`))
    expect(shown).toMatchObject({ status: 303, location: '/admin/sign-in?ended=1' })
    expect(console.cookie()).toBe('')
    expect((await console.get('/admin/sign-in?ended=1')).text).toContain('nothing was changed')
  })

  it('is out once staff need a second factor, and none is opened without one', async () => {
    const console = openConsole(gatehouse)
    await console.signIn(boss)
    const strict = openConsole(openGatehouse({ SECOND_FACTOR: 'staff' } as unknown as Partial<Env>))
    strict.take(console.cookie())
    expect(await strict.get('/admin')).toMatchObject(TO_SIGN_IN)
    const before = (await consoleSessionsOf(boss)).length
    const shown = await strict.signIn(boss)
    expect([shown.status, shown.location]).toEqual([401, null])
    expect(shown.text).toContain('Staff need a second factor here. Set it up at /second-factor first.')
    expect((await strict.signIn(ada)).text).toContain(WRONG)
    expect((await consoleSessionsOf(boss)).length).toBe(before)
  })

  it('is listed with the others, and ends there as they do', async () => {
    const console = openConsole(gatehouse)
    await console.signIn(boss)
    const listed = await gatehouse.request('/account/sessions', { token: boss.token })
    const { sessions } = await listed.json<{ sessions: { id: string; kind: string }[] }>()
    const [own] = sessions.filter(({ kind }) => kind === 'console')
    await gatehouse.request(`/account/sessions/${own?.id}`, { method: 'DELETE', token: boss.token })
    expect(await console.get('/admin')).toMatchObject(TO_SIGN_IN)
  })

  it('takes no token of an API, and no second cookie of its name', async () => {
    const console = openConsole(gatehouse)
    console.take(`console=${boss.token}`)
    expect(await console.get('/admin')).toMatchObject(TO_SIGN_IN)
    await console.signIn(boss)
    console.take(`${console.cookie()}; console=k.other`)
    expect(await console.get('/admin')).toMatchObject(TO_SIGN_IN)
  })

  it('ends with its form, and not with that of another session', async () => {
    const [one, other] = [openConsole(gatehouse), openConsole(gatehouse)]
    await one.signIn(boss)
    await other.signIn(boss)
    for (const form of ['', 'x', one.form()])
      expect(await refused(gatehouse, () => other.post('/admin/sign-out', { form }))).toMatchObject({
        status: 403,
      })
    expect(await one.post('/admin/sign-out')).toMatchObject(TO_SIGN_IN)
    expect([one.cookie(), (await consoleSessionsOf(boss)).length]).toEqual(['', 1])
  })
})

it('is not there where the configuration turns it off', async () => {
  const without = openGatehouse({}, { config: defineConfig({ admin: false }) })
  for (const path of ['/admin', '/admin/sign-in', '/admin/people'])
    expect((await without.request(path)).status, path).toBe(404)
})
