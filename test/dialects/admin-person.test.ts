import { env } from 'cloudflare:workers'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openConsole } from '../support/console.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { canLogIn, makeStaff, PASSWORD, type SignedUp, signUp } from '../support/people.ts'
import { refused } from '../support/refused.ts'
import { rowsOf } from '../support/rows.ts'

const gatehouse = openGatehouse()
const console = openConsole(gatehouse)

let boss: SignedUp
let ada: SignedUp
beforeAll(async () => {
  boss = await signUp(gatehouse, 'boss')
  await makeStaff(boss)
  await console.signIn(boss)
})
beforeEach(async () => {
  ada = await signUp(gatehouse, 'ada')
})

const pageOf = ({ id }: SignedUp) => `/admin/people/${id}`
const act = (name: string, fields?: Record<string, string>) => console.post(`${pageOf(ada)}/${name}`, fields)
const row = async ({ id }: SignedUp) => (await rowsOf('accounts')).find((each) => each.id === id)
const eventsOf = async ({ id }: SignedUp) =>
  (await rowsOf('events'))
    .filter(({ account_id }) => account_id === id)
    .map(({ kind, actor_id, note }) => [kind, actor_id, note])
const noticeIn = (text: string) => /class="notice" role="status">([^<]*)</.exec(text)?.[1]

/** Does it, and reads what the page that follows says. */
async function done(name: string, fields?: Record<string, string>) {
  const { status, location } = await act(name, fields)
  expect(status).toBe(303)
  return noticeIn((await console.get(location ?? '')).text)
}

describe('the page of a person', () => {
  it('shows the profile, the sessions and what happened', async () => {
    await openConsole(gatehouse).signIn(ada, 'wrong')
    await gatehouse.settled()
    const { status, heading, text } = await console.get(pageOf(ada))
    expect([status, heading]).toEqual([200, ada.username])
    for (const part of [ada.email, ada.id, 'not verified', 'Token', 'Registered', 'Sign-in failed'])
      expect(text, part).toContain(part)
    expect(text).not.toMatch(/pbkdf2|epoch|credential/)
  })

  it('escapes what people wrote of themselves', async () => {
    const name = '<img src=x onerror=alert(1)>'
    await env.DB.prepare('update accounts set first_name = ?1, username = ?1 where id = ?2')
      .bind(name, ada.id)
      .run()
    await env.DB.prepare('update sessions set user_agent = ?1, place = ?1 where account_id = ?2')
      .bind(name, ada.id)
      .run()
    for (const path of [pageOf(ada), `${pageOf(ada)}/edit`, `${pageOf(ada)}/disable`, '/admin/people'])
      expect((await console.get(path)).text, path).not.toContain('<img src=x')
  })

  it('offers for oneself nothing that one could not undo', async () => {
    const { text } = await console.get(pageOf(boss))
    for (const name of ['disable', 'demote', 'delete', 'sign-out'])
      expect(text, name).not.toContain(`${boss.id}/${name}"`)
    for (const [name, given] of [
      ['disable', {}],
      ['demote', {}],
      ['delete', { password: PASSWORD }],
    ] as const)
      expect(await refused(gatehouse, () => console.post(`${pageOf(boss)}/${name}`, given))).toMatchObject({
        status: 403,
        heading: 'This is your own account',
      })
  })

  it('is not there for an ID that no account has, nor is a page that the console does not have', async () => {
    for (const path of [`/admin/people/${crypto.randomUUID()}`, '/admin/people/x', '/admin/nothing'])
      expect(await console.get(path), path).toMatchObject({ status: 404, heading: 'Not found' })
    expect(await console.get(`${pageOf(ada)}?events=x`)).toMatchObject({ status: 400 })
  })
})

describe('an action', () => {
  it('disables with a reason that staff read and the owner does not, and enables again', async () => {
    expect(await done('disable', { reason: 'Asked for it <b>' })).toBe(
      'The account is disabled, and signed out everywhere.',
    )
    expect((await gatehouse.request('/account', { token: ada.token })).status).toBe(401)
    expect((await console.get(pageOf(ada))).text).toContain('<q>Asked for it &lt;b&gt;</q>')
    expect(await done('disable', { reason: '' })).toBe('The account is disabled already.')
    expect(await done('enable', {})).toBe('They may sign in again.')
    expect(await canLogIn(gatehouse, ada, PASSWORD)).toBe(true)
    expect(await eventsOf(ada)).toEqual([
      ['registered', null, null],
      ['disabled', boss.id, 'Asked for it <b>'],
      ['enabled', boss.id, null],
      ['sign_in', null, null],
    ])
    const token = (
      await (
        await gatehouse.request('/auth/token/login/', {
          method: 'POST',
          json: { username: ada.username, password: PASSWORD },
        })
      ).json<{ auth_token: string }>()
    ).auth_token
    const events = await gatehouse.request('/account/events', { token })
    expect(await events.text()).not.toContain('Asked')
  })

  it('refuses a reason that is no line of text, and changes nothing', async () => {
    for (const reason of ['a\nb', 'x'.repeat(301), 'a\u202eb'])
      expect(await refused(gatehouse, () => act('disable', { reason }))).toMatchObject({ status: 400 })
  })

  it('sends the email to choose a new password, and the one to confirm an address', async () => {
    expect(await done('send-reset')).toBe('The email to choose a new password is on its way.')
    expect(await done('send-verification')).toBe('The email to confirm the address is on its way.')
    const to = (await gatehouse.emails())
      .filter((message) => message.to === ada.email)
      .map(({ subject }) => subject)
    expect(to.toSorted()).toEqual(['Confirm your email address on Gatehouse', 'Password reset on Gatehouse'])
    await env.DB.prepare('update accounts set email_verified_at = 1 where id = ?').bind(ada.id).run()
    expect(await done('send-verification')).toBe('Nothing was sent: there is no address to confirm.')
    expect((await eventsOf(ada)).slice(1)).toEqual([
      ['reset_sent', boss.id, null],
      ['verification_sent', boss.id, null],
    ])
  })

  it('signs somebody out everywhere, or ends one session', async () => {
    const [session] = (await rowsOf('sessions')).filter(({ account_id }) => account_id === ada.id)
    expect(await done(`sessions/${session?.id}/end`)).toBe('The session has ended.')
    expect((await gatehouse.request('/account', { token: ada.token })).status).toBe(401)
    const again = await refused(gatehouse, () => act(`sessions/${session?.id}/end`))
    expect(again).toMatchObject({ status: 404 })
    const other = (await rowsOf('sessions')).find(({ account_id }) => account_id === boss.id)
    expect(await refused(gatehouse, () => act(`sessions/${other?.id}/end`))).toMatchObject({ status: 404 })
    expect(await done('sign-out')).toBe('All sessions have ended.')
    expect((await eventsOf(ada)).slice(1)).toEqual([
      ['session_ended', boss.id, null],
      ['sessions_ended', boss.id, null],
    ])
  })

  it('lets somebody sign in who has to wait after wrong passwords', async () => {
    await env.DB.prepare(
      'insert into attempts (key, burst, streak, at, free, most) values (?, 99, 99, ?, 2, 100)',
    )
      .bind(`a:${ada.id}`, gatehouse.clock.now())
      .run()
    expect((await console.get(pageOf(ada))).text).toContain('sign-in has to wait')
    expect(await done('forget-tries')).toBe('They may sign in without a wait.')
    expect((await console.get(pageOf(ada))).text).not.toContain('sign-in has to wait')
  })

  it.each([
    ['promote', 'staff_granted'],
    ['delete', 'account_deleted'],
  ])('asks for the password before it does what cannot be undone: %s', async (name, kind) => {
    expect((await console.get(`${pageOf(ada)}/${name}`)).text).toContain('Your password')
    for (const given of [{}, { password: '' }, { password: 'wrong' }])
      expect(await refused(gatehouse, () => act(name, given))).toMatchObject({ status: 400 })
    expect((await act(name, { password: 'wrong' })).text).toContain('This is not your password.')
    const { status, location } = await act(name, { password: PASSWORD })
    expect([status, location]).toEqual([
      303,
      name === 'delete' ? '/admin/people?done=delete' : `${pageOf(ada)}?done=${name}`,
    ])
    expect((await eventsOf(ada)).at(-1)).toEqual([kind, boss.id, null])
    const account = await row(ada)
    expect(name === 'delete' ? account : account?.is_staff).toBe(name === 'delete' ? undefined : 1)
    if (name === 'promote') expect(await done('demote')).toBe('They are not staff any more.')
  })

  it('edits a profile, and says what is wrong with it', async () => {
    const grace = await signUp(gatehouse, 'grace')
    const filled = { username: ada.username, email: ada.email, first_name: 'Ada', last_name: '' }
    expect((await console.get(`${pageOf(ada)}/edit`)).text).toContain(`value="${ada.email}"`)
    expect(await done('edit', filled)).toBe('The profile is saved.')
    expect(await row(ada)).toMatchObject({ first_name: 'Ada', username: ada.username })
    expect((await eventsOf(ada)).at(-1)).toEqual(['profile_changed', boss.id, null])
    for (const wrong of [
      { email: 'x' },
      { username: '' },
      { username: grace.username },
      { email: grace.email },
    ])
      expect(await refused(gatehouse, () => act('edit', { ...filled, ...wrong }))).toMatchObject({
        status: 400,
      })
    expect((await act('edit', { ...filled, username: grace.username })).text).toContain('already')
  })
})

describe('a form that is not of this session', () => {
  it.each<[string, Record<string, string>, Record<string, string> | undefined]>([
    ['has no token', { form: '' }, undefined],
    ['has a token of nobody', { form: 'x'.repeat(64) }, undefined],
    ['comes from another site', {}, { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }],
    ['comes from another origin', {}, { origin: 'https://evil.example' }],
  ])('%s and changes nothing', async (_, fields, headers) => {
    for (const name of ['disable', 'send-reset', 'sign-out', 'edit', 'delete']) {
      const path = `${pageOf(ada)}/${name}`
      const shown = await refused(gatehouse, () =>
        console.post(path, { ...fields, password: PASSWORD }, headers),
      )
      expect([shown.status, shown.heading]).toEqual([403, 'This form did not come from your session'])
    }
  })
})

describe('two of the staff at once', () => {
  it('disable the same person once, and each is told', async () => {
    const other = await signUp(gatehouse, 'other')
    await makeStaff(other)
    const second = openConsole(gatehouse)
    await second.signIn(other)
    const both = await Promise.all([
      act('disable', { reason: 'one' }),
      second.post(`${pageOf(ada)}/disable`, { reason: 'other' }),
    ])
    expect(both.map(({ status }) => status)).toEqual([303, 303])
    expect((await eventsOf(ada)).filter(([kind]) => kind === 'disabled')).toHaveLength(1)
  })

  it('do not take each other’s place once one is demoted in the middle', async () => {
    const other = await signUp(gatehouse, 'other')
    await makeStaff(other)
    const second = openConsole(gatehouse)
    await second.signIn(other)
    expect(await console.post(`${pageOf(other)}/demote`)).toMatchObject({ status: 303 })
    expect(await refused(gatehouse, () => second.post(`${pageOf(ada)}/disable`))).toMatchObject({
      status: 303,
      location: '/admin/sign-in?ended=1',
    })
  })
})
