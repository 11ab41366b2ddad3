import { beforeEach, describe, expect, it, vi } from 'vitest'
import { callerOf } from '../support/caller.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { linkOf, uidOf } from '../support/links.ts'
import { disable, proveAddress, type SignedUp, signUp } from '../support/people.ts'
import { refused } from '../support/refused.ts'
import { everythingAsText } from '../support/rows.ts'
import { BLANK, NO_ADDRESS, NULL, OUT_OF_SERVICE, REQUIRED } from './sentences.ts'

const gatehouse = openGatehouse()
const { call, post } = callerOf(gatehouse)

const DONE = { status: 204 }
let zoe: SignedUp
beforeEach(async () => {
  zoe = await signUp(gatehouse, 'zoe')
})

describe('POST /auth/users/reset_password/', () => {
  const ask = (json: unknown) => post('/auth/users/reset_password/', json)

  it('mails a link and the name to the address of the account, in whatever case it is asked for', async () => {
    await proveAddress(zoe)
    expect(await ask({ email: ` ${zoe.email.toUpperCase()} ` })).toEqual(DONE)
    const [message] = await gatehouse.emails()
    const { uid, token } = linkOf(message)
    expect(uid).toBe(uidOf(zoe))
    expect(token).toMatch(/^[\w-]{43}$/)
    expect(message).toEqual({
      to: zoe.email,
      subject: 'Password reset on Gatehouse',
      text: expect.stringContaining(`http://localhost:8787/password/reset?uid=${uid}&token=${token}\n`),
      html: expect.stringContaining(
        `href="http://localhost:8787/password/reset?uid=${uid}&amp;token=${token}"`,
      ),
    })
    expect(message?.text).toContain(`Your username, in case you've forgotten: ${zoe.username}\n`)
    expect(await everythingAsText()).not.toContain(token)
  })

  it('takes a form', async () => {
    const body = new URLSearchParams({ email: zoe.email })
    expect(await call('POST', '/auth/users/reset_password', { body })).toEqual(DONE)
    expect((await gatehouse.emails())[0]?.to).toBe(zoe.email)
  })

  it('writes the address of the settings into the email, whoever the request was sent to', async () => {
    const request = new Request('http://evil.example/auth/users/reset_password/', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-forwarded-host': 'evil.example' },
      body: JSON.stringify({ email: zoe.email }),
    })
    expect((await gatehouse.send(request)).status).toBe(204)
    const [message] = await gatehouse.emails()
    expect(message?.to).toBe(zoe.email)
    expect(JSON.stringify(message)).not.toContain('evil')
  })

  it('does not tell whether somebody has the address, or is disabled', async () => {
    expect(await refused(gatehouse, () => ask({ email: 'nobody@example.com' }))).toEqual(DONE)
    await disable(zoe)
    expect(await refused(gatehouse, () => ask({ email: zoe.email }))).toEqual(DONE)
  })

  it.each<[string, object, unknown]>([
    ['nothing', {}, { email: REQUIRED }],
    ['null', { email: null }, { email: NULL }],
    ['a blank', { email: ' ' }, { email: BLANK }],
    ['what is no text', { email: ['a@example.com'] }, { email: NO_ADDRESS }],
    ['what is no address', { email: 'a@b' }, { email: NO_ADDRESS }],
    ['two addresses', { email: 'a@example.com,b@example.com' }, { email: NO_ADDRESS }],
    ['a lone surrogate', { email: '\ud800@example.com' }, { email: NO_ADDRESS }],
  ])('refuses %s', async (_, json, body) => {
    expect(await refused(gatehouse, () => ask(json))).toEqual({ status: 400, body })
  })

  it('is out of service without its secret', async () => {
    vi.spyOn(console, 'error').mockImplementationOnce(() => {})
    const closed = openGatehouse({ MASTER_KEYS: '' })
    const json = { email: zoe.email }
    expect(await refused(closed, () => callerOf(closed).post('/auth/users/reset_password/', json))).toEqual(
      OUT_OF_SERVICE,
    )
  })
})
