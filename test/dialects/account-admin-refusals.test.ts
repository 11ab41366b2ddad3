import { env } from 'cloudflare:workers'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { callerOf } from '../support/caller.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { logInForJwt, makeStaff, type SignedUp, signUp } from '../support/people.ts'
import { problem } from '../support/problem.ts'
import { refused } from '../support/refused.ts'

const gatehouse = openGatehouse()
const { call } = callerOf(gatehouse)
const USERS = '/account/admin/users'
const NOBODY = '00000000-0000-4000-8000-000000000000'
const challenge = { challenge: 'Bearer realm="account"' }
const NOT_YOURS = problem(403, 'not-yours', 'This is not yours.')
const NOT_FOUND = problem(404, 'not-found', 'Nothing is here.')
const ENDED = problem(401, 'session-ended', 'This credential is not valid any more, or never was.', challenge)
const SIGN_IN_FIRST = problem(
  401,
  'not-signed-in',
  'Sign in first: the request has no credential.',
  challenge,
)
let boss: SignedUp
let ada: SignedUp
beforeAll(async () => {
  boss = await signUp(gatehouse, 'boss')
  await makeStaff(boss)
})
beforeEach(async () => {
  ada = await signUp(gatehouse, 'ada')
})

const apis = [
  ['GET', ''],
  ['GET', '/{id}'],
  ['POST', '/{id}/disable'],
  ['POST', '/{id}/enable'],
  ['GET', '/{id}/sessions'],
  ['DELETE', '/{id}/sessions'],
  ['GET', '/{id}/events'],
] as const

describe.each(apis)(`%s ${USERS}%s`, (method, path) => {
  const ask = (id: string, token?: string, query = '') =>
    call(method, USERS + path.replace('{id}', id) + query, token === undefined ? {} : { token })

  it('tells whoever is not staff the same of everybody and of nobody, before anything is read (IDR-01, IDR-05)', async () => {
    const { access } = await logInForJwt(gatehouse, ada)
    await refused(gatehouse, async () => {
      for (const token of [ada.token, access])
        for (const id of [ada.id, boss.id, NOBODY, 'x'])
          for (const query of ['', '?limit=x&after=x'])
            expect(await ask(id, token, query), id + query).toEqual(NOT_YOURS)
    })
  })

  it('asks for a login first', async () => {
    const { refresh } = await logInForJwt(gatehouse, boss)
    await refused(gatehouse, async () => {
      for (const id of [ada.id, NOBODY, 'x']) {
        expect(await ask(id)).toEqual(SIGN_IN_FIRST)
        expect(await ask(id, 'ab'.repeat(20))).toEqual(ENDED)
        expect((await ask(id, refresh)).status).toBe(401)
      }
    })
  })

  it('is closed to who was staff a moment ago, or is disabled or gone', async () => {
    const chief = await signUp(gatehouse, 'chief')
    await makeStaff(chief)
    const closed = (answer: object) =>
      refused(gatehouse, async () => expect(await ask(ada.id, chief.token)).toEqual(answer))
    await env.DB.prepare('update accounts set is_staff = 0 where id = ?').bind(chief.id).run()
    await closed(NOT_YOURS)
    await makeStaff(chief)
    await env.DB.prepare('update accounts set is_active = 0 where id = ?').bind(chief.id).run()
    await closed(ENDED)
    await env.DB.prepare('delete from accounts where id = ?').bind(chief.id).run()
    await closed(ENDED)
  })
})

it.each(apis.slice(1))(`%s ${USERS}%s knows nobody under an id that nobody has`, async (method, path) => {
  for (const id of [NOBODY, 'x']) {
    const ask = () => call(method, USERS + path.replace('{id}', id), { token: boss.token })
    expect(await refused(gatehouse, ask)).toEqual(NOT_FOUND)
  }
})
