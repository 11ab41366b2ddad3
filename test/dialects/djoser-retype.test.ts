import { beforeEach, describe, expect, it } from 'vitest'
import { type DjoserSettings, defineConfig } from '../../src/ports/config.ts'
import { callerOf } from '../support/caller.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { linkOf } from '../support/links.ts'
import { PASSWORD, type SignedUp, signUp } from '../support/people.ts'
import { refused } from '../support/refused.ts'
import { BLANK, NO_NAME, NULL, noMoreThan, REQUIRED } from './sentences.ts'

const standard = openGatehouse()
const NEW_PASSWORD = 'Zx4-harbour-Lantern'

let ada: SignedUp
beforeEach(async () => {
  ada = await signUp(standard, 'ada')
})

describe('a value that has to be repeated', () => {
  type Form = { path: string; json: object; field: string; again: string; token?: string }
  type Retype = [setting: keyof DjoserSettings, what: string, form: () => Promise<Form>]
  const linkFor = async (path: string) => {
    await callerOf(standard).post(path, { email: ada.email })
    return linkOf((await standard.emails())[0])
  }
  const forms: Retype[] = [
    [
      'USER_CREATE_PASSWORD_RETYPE',
      'password',
      async () => ({
        path: '/auth/users/',
        json: { username: `new-${ada.username}`, password: NEW_PASSWORD },
        field: 're_password',
        again: NEW_PASSWORD,
      }),
    ],
    [
      'SET_PASSWORD_RETYPE',
      'password',
      async () => ({
        path: '/auth/users/set_password/',
        json: { current_password: PASSWORD, new_password: NEW_PASSWORD },
        field: 're_new_password',
        again: NEW_PASSWORD,
        token: ada.token,
      }),
    ],
    [
      'PASSWORD_RESET_CONFIRM_RETYPE',
      'password',
      async () => ({
        path: '/auth/users/reset_password_confirm/',
        json: { ...(await linkFor('/auth/users/reset_password/')), new_password: NEW_PASSWORD },
        field: 're_new_password',
        again: NEW_PASSWORD,
      }),
    ],
    [
      'SET_USERNAME_RETYPE',
      'username',
      async () => ({
        path: '/auth/users/set_username/',
        json: { current_password: PASSWORD, new_username: `new-${ada.username}` },
        field: 're_new_username',
        again: `new-${ada.username}`,
        token: ada.token,
      }),
    ],
    [
      'USERNAME_RESET_CONFIRM_RETYPE',
      'username',
      async () => ({
        path: '/auth/users/reset_username_confirm/',
        json: { ...(await linkFor('/auth/users/reset_username/')), new_username: `new-${ada.username}` },
        field: 're_new_username',
        again: `new-${ada.username}`,
      }),
    ],
  ]

  it.each(forms)('%s', async (setting, what, formOf) => {
    const config = defineConfig({ apis: { djoser: { settings: { [setting]: true } } } })
    const gatehouse = openGatehouse({}, { config })
    const { post } = callerOf(gatehouse)
    const { path, json, field, again, token } = await formOf()
    const send = (more: object) => post(path, { ...json, ...more }, token)
    const different = { non_field_errors: [`The two ${what} fields didn't match.`] }
    const refusals: [object, object][] = [
      [{}, { [field]: REQUIRED }],
      [{ [field]: ' ' }, { [field]: BLANK }],
      [{ [field]: null }, { [field]: NULL }],
      [{ [field]: `${again}x` }, different],
    ]
    for (const [more, body] of refusals)
      expect(await refused(gatehouse, () => send(more))).toEqual({ status: 400, body })
    expect((await send({ [field]: again })).status).toBe(path === '/auth/users/' ? 201 : 204)
  })

  it.each(forms)('%s, which is off: left out, but compared when it is sent', async (_, what, formOf) => {
    const { post } = callerOf(standard)
    const { path, json, field, again, token } = await formOf()
    const different = { non_field_errors: [`The two ${what} fields didn't match.`] }
    const wrong = { ...json, [field]: `${again}x` }
    expect(await refused(standard, () => post(path, wrong, token))).toEqual({ status: 400, body: different })
    expect((await post(path, json, token)).status).toBe(path === '/auth/users/' ? 201 : 204)
  })

  it('is also required of an email address', async () => {
    const config = defineConfig({
      usernames: false,
      apis: { djoser: { settings: { SET_USERNAME_RETYPE: true, USERNAME_RESET_CONFIRM_RETYPE: true } } },
    })
    const gatehouse = openGatehouse({}, { config })
    const { post } = callerOf(gatehouse)
    const missing = { status: 400, body: { re_new_email: REQUIRED } }
    const json = { current_password: PASSWORD, new_email: `new-${ada.email}` }
    expect(await refused(gatehouse, () => post('/auth/users/set_email/', json, ada.token))).toEqual(missing)
    expect(await refused(gatehouse, () => post('/auth/users/reset_email_confirm/', json))).toEqual(missing)
  })

  it('is reported once when it breaks a rule', async () => {
    const config = defineConfig({ apis: { djoser: { settings: { SET_USERNAME_RETYPE: true } } } })
    const gatehouse = openGatehouse({}, { config })
    const { post } = callerOf(gatehouse)
    const set = (name: string) =>
      refused(gatehouse, () =>
        post(
          '/auth/users/set_username/',
          { current_password: PASSWORD, new_username: name, re_new_username: name },
          ada.token,
        ),
      )
    expect(await set('a b')).toEqual({ status: 400, body: { new_username: NO_NAME } })
    expect(await set('a'.repeat(151))).toEqual({ status: 400, body: { new_username: noMoreThan(150) } })
  })

  it('is compared as the value is stored', async () => {
    const config = defineConfig({ apis: { djoser: { settings: { SET_USERNAME_RETYPE: true } } } })
    const { post } = callerOf(openGatehouse({}, { config }))
    const names = { new_username: `\ufb01${ada.username}`, re_new_username: ` fi${ada.username} ` }
    const wish = { current_password: PASSWORD, ...names }
    expect(await post('/auth/users/set_username/', wish, ada.token)).toEqual({ status: 204 })
  })
})
