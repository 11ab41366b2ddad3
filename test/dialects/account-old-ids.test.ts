import { env } from 'cloudflare:workers'
import { beforeAll, describe, expect, it } from 'vitest'
import { callerOf } from '../support/caller.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { makeStaff, type SignedUp, signUp } from '../support/people.ts'

const gatehouse = openGatehouse()
const { get } = callerOf(gatehouse)
const USERS = '/account/admin/users'

let boss: SignedUp
let ada: SignedUp
beforeAll(async () => {
  boss = await signUp(gatehouse, 'boss')
  await makeStaff(boss)
  ada = await signUp(gatehouse, 'ada')
  const insert = env.DB.prepare(`insert into imported_accounts values (?, ?, ?, 0, 0, '')`)
  await env.DB.batch([
    insert.bind('site', '42', ada.id),
    insert.bind('shop', 'a:b', boss.id),
    insert.bind('site', '7', '00000000-0000-4000-8000-000000000000'),
  ])
})

const found = async (query: Record<string, string>, token = boss.token) => {
  const { status, body } = await get(`${USERS}?${new URLSearchParams(query)}`, token)
  return status === 200
    ? { ...(body as object), users: (body as { users: { id: string }[] }).users.map(({ id }) => id) }
    : { status, body }
}

describe('GET /account/admin/users?old_id=', () => {
  it('finds who was imported, by the name of the import and the id there', async () => {
    expect(await found({ old_id: 'site:42' })).toEqual({ users: [ada.id], next: null })
    expect(await found({ old_id: 'shop:a:b' })).toEqual({ users: [boss.id], next: null })
    expect(await found({ old_id: 'site:42', search: 'boss' })).toEqual({ users: [ada.id], next: null })
  })

  it('finds nobody where nobody is, or not any more', async () => {
    for (const old_id of ['site:4', 'shop:42', 'site:7', 'site:%', "site:' or 1=1 --"])
      expect(await found({ old_id }), old_id).toEqual({ users: [], next: null })
  })

  it.each(['', '42', ':42', 'site:', 'Site:42', `site:${'4'.repeat(255)}`])('refuses %j', async (old_id) => {
    expect(await found({ old_id })).toEqual({
      status: 400,
      body: {
        type: 'urn:gatehouse:problem:invalid',
        title: 'Something in the request is not valid.',
        status: 400,
        errors: [{ parameter: 'old_id', detail: 'This is not valid.' }],
      },
    })
  })

  it('is for staff', async () => {
    expect(await found({ old_id: 'site:42' }, ada.token)).toEqual({
      status: 403,
      body: { type: 'urn:gatehouse:problem:not-yours', title: 'This is not yours.', status: 403 },
    })
  })
})
