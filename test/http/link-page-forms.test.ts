import { describe, expect, it } from 'vitest'
import { defineConfig } from '../../src/ports/config.ts'
import type { PasswordRule } from '../../src/ports/password-rule.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { DEAD, type Flow, headingIn, linkFlows, NEXT, said } from '../support/link-flows.ts'
import { canLogIn, disable, signUp } from '../support/people.ts'
import { refused } from '../support/refused.ts'

const gatehouse = openGatehouse({ SEND_ACTIVATION_EMAIL: 'true', SEND_VERIFICATION_EMAIL: 'true' })
const { send, flows, begin } = linkFlows(gatehouse)

describe('the form for a new password', () => {
  const { 1: flow } = flows[0] as [string, Flow]

  it.each([
    ['short', '<li>This password is too short. It must contain at least 8 characters.</li>'],
    ['password', '<li>This password is too common.</li>'],
    ['46892357', '<li>This password is entirely numeric.</li>'],
    ['', '<li>This field may not be blank.</li>'],
  ])(
    'tells beside the field what is wrong with “%s”, and the link goes on (RST-11)',
    async (typed, sentence) => {
      const { ada, parts } = await begin(flow)
      const response = await refused(gatehouse, () => send(flow.path, { ...parts, new_password: typed }))
      const text = await response.text()
      expect(response.status).toBe(400)
      expect(text).toContain(`<ul class="problem" id="new_password-problem">${sentence}`)
      expect(text).toContain(
        'aria-describedby="new_password-hint new_password-problem" aria-invalid="true" autofocus>',
      )
      if (typed) expect(text).not.toContain(`value="${typed}"`)
      await send(flow.path, { ...parts, new_password: NEXT })
      expect(await canLogIn(gatehouse, ada, NEXT)).toBe(true)
    },
  )

  it('knows the name of whose password it is', async () => {
    const { ada, parts } = await begin(flow)
    const typed = `${ada.username}-1`
    const response = await refused(gatehouse, () => send(flow.path, { ...parts, new_password: typed }))
    expect(await response.text()).toContain('<li>The password is too similar to the username.</li>')
  })

  it('is dead for an account that was disabled meanwhile (RST-12)', async () => {
    const { ada, parts } = await begin(flow)
    await disable(ada)
    expect(await said(await send(flow.path, { ...parts, new_password: NEXT }))).toEqual(DEAD)
  })

  it('signs nobody in (RST-01)', async () => {
    const { parts } = await begin(flow)
    const response = await send(flow.path, { ...parts, new_password: NEXT })
    expect(response.headers.get('set-cookie')).toBeNull()
    expect(await response.text()).toBe('')
  })
})

describe('what the form for a new password asks for', () => {
  it.each<[string, PasswordRule[] | undefined]>([
    ['At least 8 characters. Not a common password, and not similar to your name.', undefined],
    ['At least 12 characters. Not a common password.', [{ rule: 'length', least: 12 }, { rule: 'common' }]],
    ['Not similar to your name.', [{ rule: 'similar' }, { rule: 'numeric' }]],
  ])('says “%s”', async (hint, passwordRules) => {
    const { request } = openGatehouse({}, { config: defineConfig({ passwordRules }) })
    const page = await (await request('/password/reset')).text()
    expect(/id="new_password-hint">(.*?)</.exec(page)?.[1]).toBe(hint)
  })
})

describe('the form for a new username', () => {
  const { 1: flow } = flows[2] as [string, Flow]

  it('shows again what was typed, and what is wrong with it', async () => {
    const { parts } = await begin(flow)
    const other = await signUp(gatehouse)
    for (const [typed, sentence] of [
      [
        'a b<c',
        'Enter a valid username. This value may contain only letters, numbers, and @/./+/-/_ characters.',
      ],
      [other.username.toUpperCase(), 'A user with that username already exists.'],
    ] as const) {
      const response = await refused(gatehouse, () => send(flow.path, { ...parts, new_username: typed }))
      const text = await response.text()
      expect(text).toContain(` value="${typed.replace('<', '&lt;')}"`)
      expect(text).toContain(`<li>${sentence}</li>`)
    }
  })
})

describe('the page that follows an activation', () => {
  it('says that the account is active when the link is used again', async () => {
    const { 1: flow } = flows[3] as [string, Flow]
    const { parts } = await begin(flow)
    await send(flow.path, parts)
    expect(await said(await send(flow.path, parts))).toEqual({
      status: 410,
      title: 'This link was already used',
    })
  })
})

describe('the page to ask for a new password', () => {
  it('answers a known and an unknown address alike, and mails to the one', async () => {
    const ada = await signUp(gatehouse)
    const before = (await gatehouse.emails()).length
    const answers = []
    for (const email of [ada.email, 'nobody@example.com']) {
      const response = await send('/password/forgot', { email })
      const { 'x-request-id': _, ...headers } = Object.fromEntries(response.headers)
      answers.push([response.status, headers, await response.text()])
    }
    expect(answers[0]).toEqual(answers[1])
    expect(answers[0]?.[0]).toBe(303)
    const emails = await gatehouse.emails()
    expect(emails).toHaveLength(before + 1)
    expect(emails[0]).toMatchObject({ to: ada.email, subject: 'Password reset on Gatehouse' })
    expect((await said(await gatehouse.request('/password/forgot/done'))).title).toBe('Check your inbox')
  })

  it('says what is wrong with an address', async () => {
    expect(headingIn(await (await gatehouse.request('/password/forgot')).text())).toBe(
      'Forgot your password?',
    )
    const response = await refused(gatehouse, () => send('/password/forgot', { email: 'ada' }))
    expect(await response.text()).toContain('<li>Enter a valid email address.</li>')
  })
})
