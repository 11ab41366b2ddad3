import { beforeEach, describe, expect, it } from 'vitest'
import { callerOf } from '../support/caller.ts'
import { openConsole } from '../support/console.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { makeStaff, type SignedUp, signUp } from '../support/people.ts'
import { problem } from '../support/problem.ts'
import { refused } from '../support/refused.ts'
import { rowsOf } from '../support/rows.ts'

const gatehouse = openGatehouse()
const { call } = callerOf(gatehouse)

let boss: SignedUp
let other: SignedUp
beforeEach(async () => {
  boss = await signUp(gatehouse, 'boss')
  other = await signUp(gatehouse, 'other')
  await makeStaff(boss)
  await makeStaff(other)
})

const emailOf = async ({ id }: SignedUp) => (await rowsOf('accounts')).find((each) => each.id === id)?.email
const patch = (path: string, json: object) => call('PATCH', path, { json, token: boss.token })

/* A session of staff is not enough for a second account of staff: `promote` takes the password. */
describe('the email address of another member of staff', () => {
  it.each([
    [
      (id: string) => `/account/admin/users/${id}`,
      problem(
        403,
        'staff-account',
        'The email address of another member of staff stays. Take their staff rights away first.',
      ),
    ],
    [
      (id: string) => `/auth/users/${id}/`,
      { status: 403, body: { detail: 'You do not have permission to perform this action.' } },
    ],
  ])('is not changed at an API', async (pathOf, answer) => {
    for (const email of ['thief@example.com', '', other.email.toUpperCase()])
      expect(await refused(gatehouse, () => patch(pathOf(other.id), { email })), email).toEqual(answer)
    expect(await patch(pathOf(other.id), { email: other.email })).toMatchObject({ status: 200 })
    expect(await patch(pathOf(other.id), { username: `new-${other.username}` })).toMatchObject({
      status: 200,
    })
    expect(await patch(pathOf(boss.id), { email: `new-${boss.email}` })).toMatchObject({ status: 200 })
    expect([await emailOf(other), await emailOf(boss)]).toEqual([other.email, `new-${boss.email}`])
  })

  it('is not changed at the console, and is once they are no staff', async () => {
    const console = openConsole(gatehouse)
    await console.signIn(boss)
    const email = 'moved@example.com'
    const page = `/admin/people/${other.id}`
    const filled = { username: other.username, email, first_name: '', last_name: '' }
    const edit = () => console.post(`${page}/edit`, filled)
    const { status, text } = await refused(gatehouse, edit)
    expect([status, text]).toEqual([403, expect.stringContaining('They are staff, too')])
    expect((await console.post(`${page}/demote`)).status).toBe(303)
    expect((await edit()).status).toBe(303)
    expect(await emailOf(other)).toBe(email)
  })
})
