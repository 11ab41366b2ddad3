import { env } from 'cloudflare:workers'
import { beforeAll, describe, expect, it } from 'vitest'
import { defineConfig } from '../../src/ports/config.ts'
import { countedBindings } from '../support/counters.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { linkOf } from '../support/links.ts'
import { PASSWORD, type SignedUp, signUp } from '../support/people.ts'
import { type Recorded, recordedDatabase, scansIn } from '../support/recorded-database.ts'

/* Where ids are whole numbers, anybody can guess them. Nobody learns which of them are accounts (decision 23). */

const { bindings, costOf } = countedBindings()
const config = defineConfig({ ids: 'integer' })
const gatehouse = openGatehouse({ ...bindings, PASSWORD_HASH_LINKS: '1' }, { config })
const NEXT = 'Rt5-harbour-Cormorant'
const uid = (id: number | string) => btoa(String(id)).replace(/=+$/, '')

let ada: SignedUp
let bob: SignedUp
let gone: SignedUp
beforeAll(async () => {
  ada = await signUp(gatehouse)
  bob = await signUp(gatehouse)
  gone = await signUp(gatehouse)
  await env.DB.prepare('delete from accounts where number = ?').bind(gone.id).run()
})

/** Everything of an answer that a client sees, and what came before it. */
async function seen(path: string, init: { method: string; json?: object; token?: string }) {
  let answer: unknown
  const cost = await costOf(async () => {
    const response = await gatehouse.request(path, init)
    const headers = [...response.headers].filter(([name]) => name !== 'x-request-id')
    answer = { status: response.status, headers, body: await response.text() }
  })
  await gatehouse.settled()
  return { answer, cost }
}

describe('the number of another account', () => {
  it.each(['GET', 'HEAD', 'PUT', 'PATCH', 'POST', 'DELETE', 'OPTIONS'])(
    'is not told from one that nobody has, by %s',
    async (method) => {
      for (const base of ['/api/v1/users', '/auth/users']) {
        const look = (id: number | string) =>
          seen(`${base}/${id}/`, {
            method,
            token: ada.token,
            ...(['PUT', 'PATCH', 'POST', 'DELETE'].includes(method) && { json: {} }),
          })
        const answers = [await look(bob.id), await look(gone.id), await look(999_999_999)]
        expect(answers[1]).toEqual(answers[0])
        expect(answers[2]).toEqual(answers[0])
      }
    },
  )

  it('is not told by what becomes of a link with it', async () => {
    await gatehouse.request('/auth/users/reset_password/', { method: 'POST', json: { email: ada.email } })
    const { uid: own, token } = linkOf((await gatehouse.emails())[0])
    expect(own).toBe(uid(ada.id))
    for (const [name, key] of Object.entries({ made_up: 'x'.repeat(43), own: token })) {
      const confirm = (id: number | string) =>
        seen('/auth/users/reset_password_confirm/', {
          method: 'POST',
          json: { uid: uid(id), token: key, new_password: NEXT },
        })
      const answers = [await confirm(bob.id), await confirm(gone.id), await confirm(999_999_999)]
      expect(answers[0]?.answer, name).toMatchObject({ status: 400 })
      expect(answers[1], name).toEqual(answers[0])
      expect(answers[2], name).toEqual(answers[0])
    }
    const done = { uid: own, token, new_password: NEXT }
    expect(await seen('/auth/users/reset_password_confirm/', { method: 'POST', json: done })).toMatchObject({
      answer: { status: 204 },
    })
  })
})

it('is given and looked up without reading a table from end to end', async () => {
  const statements: Recorded = new Map()
  const recorded = openGatehouse({ DB: recordedDatabase(env.DB, statements) }, { config })
  const { id, token } = await signUp(recorded)
  await env.DB.prepare('update accounts set is_staff = 1 where number = ?').bind(id).run()
  for (const path of [
    `/auth/users/${bob.id}/`,
    `/auth/users/?search=${bob.id}`,
    `/auth/users/?after=${bob.id}`,
  ])
    expect((await recorded.request(path, { token })).status).toBe(200)
  await recorded.settled()
  expect(statements.size).toBeGreaterThan(8)
  expect(await scansIn(statements)).toEqual([])
})

it('is a JSON number, and not what a sign-in takes', async () => {
  expect(ada.id).toBeTypeOf('number')
  const json = { username: String(ada.id), password: PASSWORD }
  expect((await gatehouse.request('/auth/token/login/', { method: 'POST', json })).status).toBe(400)
})
