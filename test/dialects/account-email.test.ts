import { describe, expect, it } from 'vitest'
import { callerOf } from '../support/caller.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { codeOf, linkOf } from '../support/links.ts'
import { type SignedUp, signUp } from '../support/people.ts'
import { invalid, problem } from '../support/problem.ts'
import { refused } from '../support/refused.ts'

const gatehouse = openGatehouse()
const { get, post } = callerOf(gatehouse)
const CHALLENGE = 'Bearer realm="account"'
const VERIFY = '/account/email/verify'
const resend = (token: string) => post('/account/email/resend', {}, token)
const signInFirst = problem(401, 'not-signed-in', 'Sign in first: the request has no credential.', {
  challenge: CHALLENGE,
})
const deadLink = problem(400, 'dead-link', 'This link does not work.')

describe('POST /account/email/verify', () => {
  const codeFor = async (token: string) => {
    await resend(token)
    return codeOf((await gatehouse.emails())[0])
  }

  it.each<[string, (bob: SignedUp, code: string) => [object, string?]]>([
    ['the code, from who is signed in', ({ token }, code) => [{ code }, token]],
    ['the code and the address that it went to, from anybody', ({ email }, code) => [{ code, email }]],
    ['the same with a stale token (decision 7)', ({ email }, code) => [{ code, email }, 'f'.repeat(40)]],
  ])('takes %s', async (_, bodyOf) => {
    const bob = await signUp(gatehouse)
    const [body, token] = bodyOf(bob, await codeFor(bob.token))
    expect(await post(VERIFY, body, token)).toEqual({ status: 204 })
    expect((await get('/account', bob.token)).body).toMatchObject({
      email_verified_at: expect.any(String),
    })
  })

  it('refuses a code of another’s, and a wrong one, alike', async () => {
    const [bob, eve] = [await signUp(gatehouse), await signUp(gatehouse)]
    const code = await codeFor(bob.token)
    const wrong = invalid('code')
    expect(await refused(gatehouse, () => post(VERIFY, { code }, eve.token))).toEqual(wrong)
    expect(await post(VERIFY, { code: '00000000' }, bob.token)).toEqual(wrong)
    expect(await refused(gatehouse, () => post(VERIFY, { code, email: 'nobody@example.com' }))).toEqual(wrong)
  })

  it.each<[string, object, object]>([
    ['nothing', {}, invalid('email')],
    ['a blank code', { code: ' ' }, invalid('code')],
    ['a code that is no text', { code: 12345678 }, signInFirst],
    ['a list', { code: ['7K3MQ2WD'] }, invalid('code')],
    ['an address that is none', { code: '7K3MQ2WD', email: 'x' }, invalid('email')],
    ['a link that was made up', { token: 'x' }, deadLink],
    ['a link for nobody', { uid: 'x', token: 'x' }, deadLink],
    ['a code alone without a login', { code: '7K3MQ2WD' }, signInFirst],
  ])('refuses %s', async (_, body, answer) => {
    expect(await refused(gatehouse, () => post(VERIFY, body))).toEqual(answer)
  })
})

describe('POST /account/email/resend', () => {
  it('needs a login', async () => {
    expect(await refused(gatehouse, () => post('/account/email/resend', {}))).toEqual(signInFirst)
  })

  it('mails the email again, and answers alike when there is nothing to confirm', async () => {
    const bob = await signUp(gatehouse)
    expect(await resend(bob.token)).toEqual({ status: 204 })
    const [message] = await gatehouse.emails()
    expect(message).toMatchObject({ to: bob.email, subject: 'Confirm your email address on Gatehouse' })
    await post(VERIFY, linkOf(message))
    expect(await refused(gatehouse, () => resend(bob.token))).toEqual({ status: 204 })
  })
})
