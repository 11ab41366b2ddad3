import { expect, it } from 'vitest'
import { EXPRESS, logInAtExpress } from '../support/express.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { signUp } from '../support/people.ts'

const gatehouse = openGatehouse()

/* Some clients compare bytes or show an answer as it is. */

it('writes an account in the order of each original', async () => {
  const ada = await signUp(gatehouse, 'ada')
  const { id, username, email, token } = ada
  const text = async (path: string, as = token) => (await gatehouse.request(path, { token: as })).text()
  expect(await text('/auth/users/me/')).toBe(JSON.stringify({ email, id, username }))
  expect(await text(`/api/v1/users/${id}/`)).toBe(
    JSON.stringify({ id, username, first_name: '', last_name: '', email }),
  )
  expect(await text('/api/profile/')).toBe(
    JSON.stringify({ first_name: '', last_name: '', email, username, image: null }),
  )
  const { accessToken } = await logInAtExpress(gatehouse, ada)
  const { data } = JSON.parse(await text(`${EXPRESS}/getUser`, accessToken))
  expect(Object.keys(data)).toEqual([
    '_id',
    'username',
    'email',
    'fullName',
    'Avatar',
    'avatar',
    'CoverImg',
    'coverImage',
    'createdAt',
    'updatedAt',
  ])
})
