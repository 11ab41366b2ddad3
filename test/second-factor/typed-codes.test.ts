import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, it } from 'vitest'
import { callerOf } from '../support/caller.ts'
import { browserOf, hiddenOf } from '../support/front-end.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { PASSWORD } from '../support/people.ts'
import { tries } from '../support/rows.ts'
import { signUpWithFactor } from '../support/second-factor.ts'

/* Codes as people type and paste them, wherever they are typed. */

const gatehouse = openGatehouse({ EMAIL_LOGIN: 'true' })
const { post } = callerOf(gatehouse)
const { send, enter } = browserOf(gatehouse)
beforeEach(() => env.DB.exec('delete from attempts'))

const TYPED: [string, (code: string) => string][] = [
  ['with a space in the middle', (code) => `${code.slice(0, 3)} ${code.slice(3)}`],
  ['with blanks around and a line end', (code) => ` \t${code}\r\n`],
  ['with a hyphen', (code) => `${code.slice(0, 3)}-${code.slice(3)}`],
  ['with an en dash and a no-break space', (code) => `${code.slice(0, 3)}\u2013\u00a0${code.slice(3)}`],
  ['with marks that nobody sees', (code) => `\u200e${code}\u200b\ufeff`],
]

describe.each(TYPED)('a code %s', (_, typed) => {
  it('signs in at every API, and at the page', async () => {
    const ada = await signUpWithFactor(gatehouse)
    const who = { username: ada.username, password: PASSWORD }
    for (const path of ['/api/login/', '/auth/token/login/', '/auth/jwt/create/', '/api-token-auth/'])
      expect([path, (await post(path, { ...who, otp: typed(await ada.freshCode()) })).status]).toEqual([
        path,
        200,
      ])
    expect((await post('/api/v1/users/login', { ...who, otp: typed(await ada.freshCode()) })).status).toBe(
      200,
    )
    const { body } = await post('/account/login', who)
    const { sign_in } = body as { sign_in: string }
    expect((await post('/account/login/code', { sign_in, otp: typed(await ada.freshCode()) })).status).toBe(
      200,
    )
    const page = hiddenOf(await (await enter(ada)).text())
    const done = await send('/sign-in/code', { ...page, code: typed(await ada.freshCode()) })
    expect(done.status).toBe(303)
    await gatehouse.settled()
  })
})

describe.each([
  ['nothing', ''],
  ['blanks', ' \t '],
  ['a dash and a no-break space', '\u2013\u00a0'],
])('%s in place of a code', (_, code) => {
  it('counts as left out at an API, and is no try', async () => {
    const ada = await signUpWithFactor(gatehouse)
    const who = { username: ada.username, password: PASSWORD }
    const left = await post('/account/login', who)
    const { sign_in: _one, ...told } = left.body as Record<string, unknown>
    const { status, body } = await post('/account/login', { ...who, otp: code })
    const { sign_in: _two, ...again } = body as Record<string, unknown>
    expect([status, again]).toEqual([401, told])
    await gatehouse.settled()
    expect((await tries()).filter(({ key }) => String(key).includes(':code'))).toEqual([])
  })

  it('is asked for once more at the pages, and is no try', async () => {
    const ada = await signUpWithFactor(gatehouse)
    const hidden = hiddenOf(await (await enter(ada)).text())
    const at = async (path: string, fields: Record<string, string>) => {
      const response = await send(path, { ...fields, code })
      return [response.status, (await response.text()).includes('Enter the code.')]
    }
    expect(await at('/sign-in/code', hidden)).toEqual([400, true])
    const asked = await send('/sign-in/email/ask', { email: ada.email })
    expect(await at('/sign-in/email/code', hiddenOf(await asked.text()))).toEqual([400, true])
    await gatehouse.settled()
    expect((await tries()).filter(({ key }) => String(key).includes(':code'))).toEqual([])
  })
})
