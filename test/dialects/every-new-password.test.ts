import { env } from 'cloudflare:workers'
import { describe, expect, it } from 'vitest'
import { callerOf } from '../support/caller.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { canLogIn, PASSWORD, type SignedUp, signUp } from '../support/people.ts'
import { refused } from '../support/refused.ts'

const gatehouse = openGatehouse()
const { call, post } = callerOf(gatehouse)
const NEXT = 'Rt5-harbour-Cormorant'

/** The four APIs for another password: method, path, and their names for the old and the new one. */
const apis = [
  ['PUT', '/api/change_password/', 'old_password', 'new_password'],
  ['POST', '/auth/users/set_password/', 'current_password', 'new_password'],
  ['POST', '/api/v1/users/{id}/', 'old_password', 'new_password'],
  ['POST', '/api/v1/users/changePassword', 'oldPassword', 'newPassword'],
] as const

describe.each(apis)('%s %s', (method, path, old, next) => {
  const ask = ({ id, token }: SignedUp, json: object) =>
    call(method, path.replace('{id}', id), { json, token })

  it('refuses without the old password, and changes nothing (PWC-02)', async () => {
    const ada = await signUp(gatehouse)
    const withOld = (value: unknown) => ({ [old]: value, [next]: NEXT })
    for (const json of [
      { [next]: NEXT },
      withOld(null),
      withOld(''),
      withOld('  '),
      withOld([]),
      withOld({}),
    ])
      expect((await refused(gatehouse, () => ask(ada, json))).status).toBe(400)
    expect(await canLogIn(gatehouse, ada, PASSWORD)).toBe(true)
  })

  it('refuses a wrong old password, and changes nothing (PWC-01)', async () => {
    const ada = await signUp(gatehouse)
    const answer = await refused(gatehouse, () => ask(ada, { [old]: `${PASSWORD}x`, [next]: NEXT }))
    expect(answer.status).toBe(400)
  })

  it('lets a stolen credential guess the password ten times, then not even show it (PWC-05)', async () => {
    const ada = await signUp(gatehouse)
    // Where the owner signed in has tries of its own.
    await env.DB.exec('delete from known_places')
    const statuses: number[] = []
    for (let time = 0; time < 200; time++)
      statuses.push((await ask(ada, { [old]: `${PASSWORD}${time}`, [next]: NEXT })).status)
    expect(statuses).toEqual([...Array(10).fill(400), ...Array(190).fill(429)])
    expect((await refused(gatehouse, () => ask(ada, { [old]: PASSWORD, [next]: NEXT }))).status).toBe(429)
  }, 20_000)

  // None of the originals minds (documents 000, 001, 003 and 004); the other sessions end all the same.
  it('takes the same password again', async () => {
    const ada = await signUp(gatehouse)
    expect((await ask(ada, { [old]: PASSWORD, [next]: PASSWORD })).status).toBeLessThan(300)
    expect(await canLogIn(gatehouse, ada, PASSWORD)).toBe(true)
  })
})

describe('POST /api/v1/users/{id}/', () => {
  it("with somebody else's id changes nobody's password, whoever's password is shown (PWC-07)", async () => {
    const [ada, bob] = [await signUp(gatehouse), await signUp(gatehouse)]
    for (const id of [bob.id, crypto.randomUUID()]) {
      const json = { old_password: PASSWORD, new_password: NEXT }
      const answer = await refused(gatehouse, () =>
        call('POST', `/api/v1/users/${id}/`, { json, token: ada.token }),
      )
      expect(answer).toEqual({
        status: 403,
        body: { detail: 'You do not have permission to perform this action.' },
      })
    }
  })

  it('takes the old password under either name, and under both only when they agree (PWC-08)', async () => {
    const ada = await signUp(gatehouse)
    const send = (json: object) => call('POST', `/api/v1/users/${ada.id}/`, { json, token: ada.token })
    const both = { 'old password': PASSWORD, old_password: NEXT, new_password: NEXT }
    expect((await refused(gatehouse, () => send(both))).status).toBe(400)
    expect((await send({ 'old password': PASSWORD, new_password: NEXT })).status).toBe(200)
    expect((await send({ old_password: NEXT, new_password: PASSWORD })).status).toBe(200)
  })
})

/** The APIs that mail a link for a new password, each with what it always answers. */
const asking = [
  ['/auth/users/reset_password/', { status: 204 }],
  ['/api/password_reset/', { status: 200, body: { status: 'OK' } }],
] as const

describe.each(asking)('POST %s', (path, answer) => {
  it('mails to one address or to none (RST-14)', async () => {
    const [ada, eve] = [await signUp(gatehouse), await signUp(gatehouse)]
    const values = [
      [ada.email, eve.email],
      `${ada.email},${eve.email}`,
      `${ada.email}, ${eve.email}`,
      `${ada.email};${eve.email}`,
      `${ada.email}\nCc: ${eve.email}`,
      `${ada.email}\r\nBcc: ${eve.email}`,
      `${ada.email} ${eve.email}`,
      { $ne: 1 },
      null,
      7,
      true,
    ]
    for (const email of values)
      expect((await refused(gatehouse, () => post(path, { email }))).status).toBe(400)
  })

  it('needs no login, and mails to whose address it is, whoever asks (RST-18)', async () => {
    const [ada, bob] = [await signUp(gatehouse), await signUp(gatehouse)]
    for (const token of [undefined, bob.token, 'stale']) {
      expect(await post(path, { email: ada.email }, token)).toEqual(answer)
      expect((await gatehouse.emails())[0]).toMatchObject({ to: ada.email })
    }
    expect((await gatehouse.emails()).filter(({ to }) => to === bob.email)).toEqual([])
  })

  it('answers alike for an account whose password opens nothing, which gets its link (RST-19)', async () => {
    const ada = await signUp(gatehouse)
    await env.DB.prepare("update accounts set password_hash = '!' where id = ?").bind(ada.id).run()
    expect(await post(path, { email: ada.email })).toEqual(answer)
    const token = /(?:token=|\/)([\w-]{43})\s/.exec((await gatehouse.emails())[0]?.text ?? '')?.[1]
    expect((await post('/api/password_reset/confirm/', { token, password: NEXT })).status).toBe(200)
    expect(await canLogIn(gatehouse, ada, NEXT)).toBe(true)
  })
})
