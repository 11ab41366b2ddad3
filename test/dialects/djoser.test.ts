import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { callerOf } from '../support/caller.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { canLogIn, logIn, logInForJwt, PASSWORD, type SignedUp, signUp } from '../support/people.ts'
import { refused } from '../support/refused.ts'
import { everythingAsText } from '../support/rows.ts'
import {
  ADDRESS_TAKEN,
  ANONYMOUS,
  BLANK,
  ENDED,
  JWT_ENDED,
  JWT_NOBODY,
  NAME_TAKEN,
  NO_ADDRESS,
  NO_NAME,
  NO_TEXT,
  NULL,
  REQUIRED,
} from './sentences.ts'

const gatehouse = openGatehouse()
const caller = callerOf(gatehouse)
const { call, get, post, put } = caller

const WRONG_PASSWORD = { status: 400, body: { current_password: ['Invalid password.'] } }
const shown = ({ id, username, email }: SignedUp) => ({ email, id, username })

describe('GET /auth/users/', () => {
  it('lists nobody but who asks', async () => {
    const [one] = [await signUp(gatehouse), await signUp(gatehouse)]
    for (const path of ['/auth/users/', '/auth/users']) {
      expect(await get(path, one.token)).toEqual({ status: 200, body: [shown(one)] })
    }
    expect(await get('/auth/users/')).toEqual(ANONYMOUS)
  })
})

describe('GET /auth/users/me/', () => {
  let ida: SignedUp
  beforeAll(async () => {
    ida = await signUp(gatehouse, 'ida')
  })

  it('shows who asks, with a token or a JWT after any keyword', async () => {
    const { access } = await logInForJwt(gatehouse, ida)
    for (const credential of [ida.token, access]) {
      for (const keyword of ['Token', 'token', 'Bearer', 'BEARER', 'JWT', 'jwt']) {
        const headers = { authorization: `${keyword} ${credential}` }
        expect(await call('GET', '/auth/users/me/', { headers })).toEqual({ status: 200, body: shown(ida) })
      }
    }
  })

  it('refuses a refresh token, and one that has been altered', async () => {
    const { access, refresh } = await logInForJwt(gatehouse, ida)
    const wrong = (message: string) => ({
      ...JWT_ENDED,
      body: { ...JWT_ENDED.body, messages: [{ ...JWT_ENDED.body.messages[0], message }] },
    })
    expect(await get('/auth/users/me/', refresh)).toEqual(wrong('Token has wrong type'))
    const altered = access.replace(/\.(.)/, (_, first) => `.${first === 'A' ? 'B' : 'A'}`)
    expect(await get('/auth/users/me/', altered)).toEqual(wrong('Token is invalid or expired'))
  })
})

describe('PUT /auth/users/me/', () => {
  let max: SignedUp
  beforeEach(async () => {
    max = await signUp(gatehouse, 'max')
  })

  it.each(['PUT', 'PATCH'])(
    'changes name and address under %s, and what is left out stays',
    async (method) => {
      const change = (json: object) => call(method, '/auth/users/me', { json, token: max.token })
      const username = `${max.username}-${method}`
      expect(await change({ username, email: ` New-${max.email.toUpperCase()}` })).toEqual({
        status: 200,
        body: {
          ...shown(max),
          username,
          email: `New-${max.email.toUpperCase().replace('EXAMPLE.COM', 'example.com')}`,
        },
      })
      expect(await change({ email: '' })).toEqual({
        status: 200,
        body: { ...shown(max), username, email: '' },
      })
      expect(await change({})).toEqual({ status: 200, body: { ...shown(max), username, email: '' } })
      expect(await get('/auth/users/me/', max.token)).toEqual({
        status: 200,
        body: { ...shown(max), username, email: '' },
      })
      expect(await canLogIn(gatehouse, { ...max, username }, PASSWORD)).toBe(true)
    },
  )

  it('does not touch what is not in the answer', async () => {
    const wish = { id: 'x', first_name: 'Max', is_staff: true, password: 'Zx4-harbour-Lantern' }
    expect(await put('/auth/users/me/', wish, max.token)).toEqual({ status: 200, body: shown(max) })
    expect((await get('/api/profile/', max.token)).body).toMatchObject({ first_name: '' })
    expect((await get('/auth/users/', max.token)).body).toEqual([shown(max)])
    expect(await canLogIn(gatehouse, max, PASSWORD)).toBe(true)
  })

  it.each<[string, object, unknown]>([
    ['null', { username: null, email: null }, { username: NULL, email: NULL }],
    ['what is no text', { username: ['m'], email: {} }, { username: NO_TEXT, email: NO_ADDRESS }],
    ['a blank name', { username: ' ' }, { username: BLANK }],
    ['a name of other letters', { username: 'max!' }, { username: NO_NAME }],
    ['one bad field among good ones', { username: 'good', email: 'bad' }, { email: NO_ADDRESS }],
  ])('refuses %s', async (_, json, body) => {
    for (const method of ['PUT', 'PATCH']) {
      const ask = () => call(method, '/auth/users/me/', { json, token: max.token })
      expect(await refused(gatehouse, ask)).toEqual({ status: 400, body })
    }
  })

  it('refuses what belongs to somebody else', async () => {
    const { username, email } = await signUp(gatehouse)
    const wish = { username: username.toUpperCase(), email: email.toUpperCase() }
    expect(await refused(gatehouse, () => put('/auth/users/me/', wish, max.token))).toEqual({
      status: 400,
      body: { username: NAME_TAKEN, email: ADDRESS_TAKEN },
    })
  })
})

describe('DELETE /auth/users/me/', () => {
  let gus: SignedUp
  beforeEach(async () => {
    gus = await signUp(gatehouse, 'gus')
  })

  it('deletes the account, and every session with it', async () => {
    const other = await logIn(gatehouse, gus)
    const { access, refresh } = await logInForJwt(gatehouse, gus)
    const removal = { current_password: PASSWORD }
    expect(await caller.delete('/auth/users/me', removal, gus.token)).toEqual({ status: 204 })

    expect(await get('/auth/users/me/', gus.token)).toEqual(ENDED)
    expect(await get('/auth/users/me/', other)).toEqual(ENDED)
    expect(await get('/auth/users/me/', access)).toEqual(JWT_NOBODY)
    expect((await post('/auth/jwt/refresh/', { refresh })).status).toBe(401)
    await gatehouse.settled()
    expect((await post('/auth/jwt/verify/', { token: access })).status).toBe(401)
    expect(await canLogIn(gatehouse, gus, PASSWORD)).toBe(false)
    expect(await everythingAsText()).not.toContain(gus.email)
  })

  it('leaves name and address to others', async () => {
    await caller.delete('/auth/users/me/', { current_password: PASSWORD }, gus.token)
    const { username, email } = gus
    expect(await post('/auth/users/', { username, email, password: PASSWORD })).toMatchObject({
      status: 201,
      body: { username, email },
    })
  })

  it.each<[string, unknown, unknown]>([
    ['no body', undefined, { current_password: REQUIRED }],
    ['no password', {}, { current_password: REQUIRED }],
    ['null', { current_password: null }, { current_password: NULL }],
    ['a blank', { current_password: ' ' }, { current_password: BLANK }],
    ['no text', { current_password: {} }, { current_password: NO_TEXT }],
    ['a wrong password', { current_password: `${PASSWORD}!` }, WRONG_PASSWORD.body],
  ])('refuses %s', async (_, json, body) => {
    expect(await refused(gatehouse, () => caller.delete('/auth/users/me/', json, gus.token))).toEqual({
      status: 400,
      body,
    })
  })

  it('asks for a login', async () => {
    const ask = () => caller.delete('/auth/users/me/', { current_password: PASSWORD })
    expect(await refused(gatehouse, ask)).toEqual(ANONYMOUS)
  })
})
