import { beforeEach, describe, expect, it } from 'vitest'
import { callerOf } from '../support/caller.ts'
import { EXPRESS, failure, field, formOf, GREEN, presented } from '../support/express.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { canLogIn, PASSWORD, type SignedUp, signUp } from '../support/people.ts'
import { refused } from '../support/refused.ts'
import { rowsOf } from '../support/rows.ts'

/* The names that relatives of the Express back end gave its endpoints and fields (decision 24). */

const gatehouse = openGatehouse()
const { call, get, patch } = callerOf(gatehouse)

const NEW = 'Zx4-harbour-Lantern'

let ada: SignedUp

beforeEach(async () => {
  ada = await signUp(gatehouse, 'ada')
})

const done = (data: unknown, message: string) => ({
  status: 200,
  body: { statusCode: 200, data, message, success: true },
})

describe('second names of endpoints', () => {
  it.each(['/getCurrentUser', '/get-current-user', '/profile', '/profile/'])(
    'reads the account at GET %s',
    async (path) => {
      expect(await get(EXPRESS + path, ada.token)).toEqual(done(presented(ada), 'User fetched successfully'))
    },
  )

  it.each(['/updateAccountDetails', '/update-account-details', '/update-profile'])(
    'changes the account at PATCH %s',
    async (path) => {
      expect(await patch(EXPRESS + path, { fullName: 'Ada King' }, ada.token)).toEqual(
        done(presented(ada, 'Ada King'), 'Account details updated successfully'),
      )
    },
  )

  it.each([
    ['/updateUserAvatar', 'avatar', 'Avatar', 'avatar', 'Avatar image updated successfully'],
    ['/updateUserCoverImage', 'coverImage', 'CoverImg', 'cover', 'Cover image updated successfully'],
    ['/update-cover', 'coverImage', 'CoverImg', 'cover', 'Cover image updated successfully'],
    ['/update-cover-img', 'coverImage', 'CoverImg', 'cover', 'Cover image updated successfully'],
  ] as const)('changes a picture at PATCH %s', async (path, name, other, column, message) => {
    const answer = await call('PATCH', EXPRESS + path, { body: formOf({ [name]: GREEN }), token: ada.token })
    const row = (await rowsOf('accounts')).find(({ id }) => id === ada.id)
    const address = `http://localhost:8787/media/${row?.[column]}`
    expect(answer).toEqual(done({ ...presented(ada), [name]: address, [other]: address }, message))
    expect(row?.[column]).toMatch(/^[\w-]{43}$/)
  })
})

describe('a change of password', () => {
  const DONE = done({}, 'Password changed successfully')

  it.each([
    ['POST', '/change-password', 'currentPassword'],
    ['PATCH', '/changePassword', 'oldPassword'],
    ['PATCH', '/change-password', 'currentPassword'],
  ])('is %s %s with %s', async (method, path, name) => {
    const json = { [name]: PASSWORD, newPassword: NEW }
    expect(await call(method, EXPRESS + path, { json, token: ada.token })).toEqual(DONE)
    expect([await canLogIn(gatehouse, ada, PASSWORD), await canLogIn(gatehouse, ada, NEW)]).toEqual([
      false,
      true,
    ])
  })

  it.each<[string, object, ReturnType<typeof field>]>([
    [
      'a wrong currentPassword',
      { currentPassword: NEW, newPassword: NEW },
      field('oldPassword', 'Invalid old password'),
    ],
    [
      'both names with two values',
      { currentPassword: PASSWORD, oldPassword: NEW, newPassword: NEW },
      field('oldPassword', 'oldPassword was sent twice and differs'),
    ],
    ['neither name', { newPassword: NEW }, field('oldPassword', 'oldPassword is required')],
  ])('refuses %s, by POST and by PATCH', async (_, json, answer) => {
    for (const method of ['POST', 'PATCH']) {
      const ask = () => call(method, `${EXPRESS}/changePassword`, { json, token: ada.token })
      expect(await refused(gatehouse, ask)).toEqual(answer)
    }
  })

  it('refuses PATCH without a login', async () => {
    const json = { oldPassword: PASSWORD, newPassword: NEW }
    expect(await refused(gatehouse, () => call('PATCH', `${EXPRESS}/changePassword`, { json }))).toEqual({
      status: 401,
      body: failure(401, 'Unauthorized request'),
    })
  })
})
