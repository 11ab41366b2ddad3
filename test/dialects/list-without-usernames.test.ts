import { describe, expect, it } from 'vitest'
import { STRICT } from '../../src/account/passwords/password-policy.ts'
import { register } from '../../src/account/sign-in/registration.ts'
import { freshAddress } from '../support/by-email.ts'
import { openWith } from '../support/configured-ids.ts'
import { makeStaff, PASSWORD } from '../support/people.ts'

/* A project whose user model has no usernames, and numbers or ObjectIds as keys. */

type Shown = { id: string | number; email: string }

async function openWithPeople(ids: 'integer' | 'objectid') {
  const opened = openWith({
    loginField: 'email',
    usernames: false,
    ids,
    apis: { djoser: { settings: { HIDE_USERS: false } } },
  })
  const made: Shown[] = []
  for (let count = 0; count < 6; count++) {
    const email = freshAddress(`${ids}-${'zyxwvu'[count]}`)
    const { id, number, objectId } = await register(opened.ports, STRICT, { email, password: PASSWORD })
    // The clock of an ObjectId has seconds.
    opened.wait(1)
    if (count === 0) await makeStaff({ id })
    made.push({ email, id: (ids === 'integer' ? number : objectId) ?? id })
  }
  const { body } = await opened.post('/auth/token/login/', { email: made[0]?.email, password: PASSWORD })
  return { ...opened, made, token: body.auth_token as string }
}

describe.each(['integer', 'objectid'] as const)('a list of accounts without usernames, by %s', (ids) => {
  it('is in the order of their ids, page by page', async () => {
    const { get, made, token } = await openWithPeople(ids)
    const whole = await get('/auth/users/?limit=1000', token)
    expect(whole.status).toBe(200)
    const ours = (whole.body as Shown[]).filter(({ email }) => email.startsWith(ids))
    expect(ours).toEqual(made)
    const start = made[1]?.id
    const page = await get(`/auth/users/?limit=2&after=${start}`, token)
    expect(page.body).toEqual(made.slice(2, 4))
    expect(page.headers.get('link')).toBe(
      `<http://localhost:8787/auth/users/?limit=2&after=${made[3]?.id}>; rel="next"`,
    )
    const last = await get(`/auth/users/?limit=2&after=${made[3]?.id}`, token)
    expect(last.body).toEqual(made.slice(4))
    expect(last.headers.get('link')).toBeNull()
  })
})
