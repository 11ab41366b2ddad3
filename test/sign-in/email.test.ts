import { describe, expect, it } from 'vitest'
import { callerOf } from '../support/caller.ts'
import { DEAD, ENDED, emailSignIn, methodsOf, SIGN_IN, WRONG } from '../support/email-sign-in.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { codeOf } from '../support/links.ts'
import { PASSWORD, type SignedUp, signUp } from '../support/people.ts'
import { everything, rowsOf, tries } from '../support/rows.ts'
import { signUpWithFactor } from '../support/second-factor.ts'

const gatehouse = openGatehouse({ EMAIL_LOGIN: 'true', EMAIL_APPROVAL: 'true', MAILS_PER_HOUR: '1000' })
const { post, call } = callerOf(gatehouse)
const { ask, verify } = emailSignIn(gatehouse)

const TWENTY = Array.from({ length: 20 }, (_, at) => at)
const accountOf = async ({ id }: SignedUp) => (await rowsOf('accounts')).find((row) => row.id === id)

describe('an email to sign in with', () => {
  it('says who asks, and names nobody', async () => {
    const ada = await signUp(gatehouse)
    await post('/account/login/email', { email: ada.email })
    await call('POST', '/account/login/email', {
      json: { email: ada.email.toUpperCase() },
      headers: { 'user-agent': 'Notes/1.0 https://evil.example' },
    })
    const { mail, code } = {
      mail: (await gatehouse.emails())[0],
      code: codeOf((await gatehouse.emails())[0]),
    }
    expect(mail?.subject).toBe('Sign in to Gatehouse')
    expect(mail?.text).toContain('Program: Notes/1.0 https evil example')
    expect(mail?.text).not.toContain(ada.username)
    expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{8}$/)
    expect((await rowsOf('tickets')).filter(({ account_id }) => account_id === ada.id)).toHaveLength(1)
  })

  it.each(['token', 'jwt', 'express'])('opens a session of the kind that was asked for: %s', async (as) => {
    const ada = await signUp(gatehouse)
    const { sign_in, code } = await ask(ada, as)
    expect(
      await verify({ sign_in, code: ` ${code.toLowerCase().slice(0, 4)}-${code.slice(4)}` }),
    ).toMatchObject({
      status: 200,
      body: { as, level: 1, account: { username: ada.username, email_verified_at: expect.any(String) } },
    })
    const { link } = await ask(ada, as)
    expect(await verify(link)).toMatchObject({ status: 200, body: { as, level: 1 } })
    expect(await methodsOf(ada)).toEqual([`${as} email`, `${as} email`])
    await gatehouse.settled()
  })

  it('proves the address, ends no session and unlocks no tries', async () => {
    const ada = await signUp(gatehouse)
    await post('/account/login', { username: ada.username, password: 'wrong' })
    const [before, counted] = [await accountOf(ada), await tries()]
    expect(before?.email_verified_at).toBeNull()
    const { link } = await ask(ada)
    expect((await verify(link)).status).toBe(200)
    expect((await accountOf(ada))?.email_verified_at).toBe(gatehouse.clock.now())
    expect(await tries()).toEqual(counted)
    expect((await gatehouse.request('/auth/users/me/', { token: ada.token })).status).toBe(200)
    const kinds = (await rowsOf('events'))
      .filter(({ account_id }) => account_id === ada.id)
      .map(({ kind }) => kind)
    expect(kinds.slice(-2)).toEqual(['sign_in', 'address_verified'])
    await gatehouse.settled()
  })

  it('proves nothing that changes a second factor', async () => {
    const ada = await signUp(gatehouse)
    const { link } = await ask(ada)
    const { body } = await verify(link)
    const { token } = body as { token: string }
    expect(await call('POST', '/account/second-factor/totp', { json: {}, token })).toMatchObject({
      status: 403,
      body: { type: 'urn:gatehouse:problem:proof-needed', methods: ['password'] },
    })
  })
})

describe('its link and its code', () => {
  it('work once, together with 20 others once (EML-20)', async () => {
    for (const kind of ['link', 'code', 'both']) {
      const ada = await signUp(gatehouse)
      const { sign_in, code, link } = await ask(ada)
      const answers = await Promise.all(
        TWENTY.map((at) => verify(kind === 'link' || (kind === 'both' && at % 2) ? link : { sign_in, code })),
      )
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
      expect(answers.filter(({ status }) => status === 400)).toHaveLength(19)
      await gatehouse.settled()
      expect(await methodsOf(ada)).toEqual(['token email'])
      expect(await verify(link)).toMatchObject(DEAD)
      expect(await verify({ sign_in, code })).toMatchObject(WRONG)
    }
  })

  it('are not used up by GET and HEAD (EML-21)', async () => {
    const ada = await signUp(gatehouse)
    const { link } = await ask(ada)
    const before = await everything()
    for (const method of ['GET', 'HEAD']) {
      const query = new URLSearchParams({ id: link.uid, key: link.token })
      expect((await gatehouse.request(`/sign-in/email?${query}`, { method })).status).toBe(200)
    }
    expect(await everything()).toEqual(before)
    expect((await verify(link)).status).toBe(200)
  })

  it('need the sign-in that asked for them (EML-22)', async () => {
    const [ada, bob] = [await signUp(gatehouse), await signUp(gatehouse)]
    const [own, other] = [await ask(ada), await ask(bob)]
    expect(await verify({ code: own.code, sign_in: other.sign_in })).toMatchObject(WRONG)
    for (const sign_in of ['x', other.sign_in.slice(1), `${other.sign_in}x`])
      expect(await verify({ code: own.code, sign_in })).toMatchObject(ENDED)
    const bodies: [object, string][] = [
      [{ code: own.code }, 'sign_in'],
      [{ sign_in: own.sign_in }, 'code'],
      [{ token: own.link.token }, 'uid'],
      [{ uid: own.link.uid }, 'token'],
      [{}, 'code'],
    ]
    for (const [body, parameter] of bodies)
      expect(await verify(body)).toMatchObject({ status: 400, body: { errors: [{ parameter }] } })
    expect(await verify({ ...own.link, uid: other.link.uid })).toMatchObject(DEAD)
    // A sign-in with a password is none by email, nor the other way round.
    const fay = await signUpWithFactor(gatehouse)
    const begun = await post('/account/login', { username: fay.username, password: PASSWORD })
    const { sign_in } = begun.body as { sign_in: string }
    expect(await verify({ sign_in, code: own.code })).toMatchObject(ENDED)
    const code = await fay.freshCode()
    expect(await post('/account/login/code', { sign_in: own.sign_in, otp: code })).toMatchObject(ENDED)
    expect((await verify({ sign_in: own.sign_in, code: own.code })).status).toBe(200)
    await gatehouse.settled()
  })

  it('are a first step alone where a second factor is required (EML-23)', async () => {
    const fay = await signUpWithFactor(gatehouse)
    await call('PATCH', '/account/second-factor', { json: { email_approval: true }, token: fay.token })
    const { link } = await ask(fay, 'jwt')
    const answer = await verify(link)
    expect(answer).toMatchObject({
      status: 401,
      body: {
        type: 'urn:gatehouse:problem:code-needed',
        title: 'A code is needed to sign in.',
        status: 401,
        methods: ['totp', 'recovery'],
        sign_in: SIGN_IN,
      },
    })
    const { sign_in } = answer.body as { sign_in: string }
    expect(await verify(link)).toMatchObject(DEAD)
    expect(await post('/account/login/approval', { sign_in })).toMatchObject({
      status: 401,
      body: { type: 'urn:gatehouse:problem:code-needed', methods: ['totp', 'recovery'] },
    })
    const done = await post('/account/login/code', { sign_in, otp: await fay.freshCode() })
    expect(done).toMatchObject({ status: 200, body: { as: 'jwt', level: 2 } })
    expect(await methodsOf(fay)).toContain('jwt email otp')
    await gatehouse.settled()
  })

  it('lead twenty requests at once to one second step', async () => {
    const fay = await signUpWithFactor(gatehouse)
    const { link } = await ask(fay)
    const answers = await Promise.all(TWENTY.map(() => verify(link)))
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(1)
    expect(answers.filter(({ status }) => status === 400)).toHaveLength(19)
    await gatehouse.settled()
  })

  it('let a trusted client in without a code', async () => {
    const fay = await signUpWithFactor(gatehouse)
    const trusting = await gatehouse.request('/account/login', {
      method: 'POST',
      json: { username: fay.username, password: PASSWORD, otp: await fay.freshCode(), trust: true },
    })
    const headers = { 'x-trusted-client': trusting.headers.get('x-trusted-client') ?? '' }
    const { link } = await ask(fay)
    const done = await call('POST', '/account/login/email/verify', { json: link, headers })
    expect(done).toMatchObject({ status: 200, body: { level: 1 } })
    expect(await methodsOf(fay)).toContain('token email trusted')
    await gatehouse.settled()
  })
})
