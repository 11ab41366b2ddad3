import { expect } from 'vitest'
import { png } from '../conformance/png.ts'
import type { AppEnv } from './gatehouse.ts'
import type { SignedUp } from './people.ts'

export const EXPRESS = '/api/v1/users'

/** Four pictures that differ. */
export const [RED = png(1, 1), GREEN = png(2, 1), BLUE = png(3, 1), GREY = png(4, 1)] = []

/** A refusal in the envelope. `errors` are by field. */
export const failure = (statusCode: number, message: string, errors: Record<string, string> = {}) => ({
  statusCode,
  data: null,
  message,
  success: false,
  errors: Object.entries(errors).map(([field, message]) => ({ field, message })),
})

type Value = string | Uint8Array<ArrayBuffer>
export type Fields = Record<string, Value | Value[]>

/** A multipart form: text, and bytes as files. A list is sent under one name. */
export function formOf(fields: Fields): FormData {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) {
    for (const each of Array.isArray(value) ? value : [value]) {
      if (typeof each === 'string') form.append(name, each)
      else form.append(name, new File([each], `${name}.png`, { type: 'image/png' }))
    }
  }
  return form
}

export type SignedIn = { accessToken: string; refreshToken: string; cookie: string }

/** Signs in at the Express API, which costs one hash. `cookie` is what a browser would send from then on. */
export async function logInAtExpress(gatehouse: AppEnv, person: SignedUp): Promise<SignedIn> {
  const { username, password } = person
  const response = await gatehouse.request(`${EXPRESS}/login`, {
    method: 'POST',
    json: { username, password },
  })
  expect(response.status).toBe(200)
  const { data } = await response.json<{ data: { accessToken: string; refreshToken: string } }>()
  return { ...data, cookie: cookieOf(data) }
}

export const cookieOf = ({ accessToken, refreshToken }: { accessToken: string; refreshToken: string }) =>
  `accessToken=${accessToken}; refreshToken=${refreshToken}`

/** The cookies that an answer sets: value and attributes, by name. */
export const cookiesOf = (response: Response): Record<string, { value: string; attributes: string[] }> =>
  Object.fromEntries(
    response.headers.getSetCookie().map((cookie) => {
      const [tokenPair = '', ...attributes] = cookie.split('; ')
      const [name = '', value = ''] = tokenPair.split('=')
      return [name, { value, attributes: attributes.sort() }]
    }),
  )

/** Oneself, as Express shows an account that has no pictures. */
export const presented = ({ id, username, email }: SignedUp, fullName = '') => ({
  _id: id,
  username,
  email,
  fullName,
  Avatar: '',
  avatar: '',
  CoverImg: '',
  coverImage: '',
  createdAt: '2026-11-20T08:00:00.000Z',
  updatedAt: '2026-11-20T08:00:00.000Z',
})

/** Credentials that do not let anybody in, and what is said to them. */
export const REFUSALS: [string, string | undefined, string][] = [
  ['no credential', undefined, 'Unauthorized request'],
  ['a token that nobody has', 'f'.repeat(40), 'Invalid Access Token'],
  ['a JWT of somebody else', 'eyJhbGciOiJub25lIn0.e30.', 'Invalid Access Token'],
]

/** A refusal for one field. */
export const field = (name: string, message: string) => ({
  status: 400,
  body: failure(400, message, { [name]: message }),
})
