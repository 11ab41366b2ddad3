import { env } from 'cloudflare:workers'
import { expect } from 'vitest'
import { codesAt, stepAt, type Totp } from '../../src/account/second-factor/totp.ts'
import { fromBase32 } from './base32.ts'
import { type Answer, answerOf } from './caller.ts'
import type { AppEnv } from './gatehouse.ts'
import { PASSWORD, type SignedUp, signUp } from './people.ts'

/** Somebody with an authenticator app. */
export type Enrolled = SignedUp & {
  recoveryCodes: string[]
  /** The code of a step: of now, or of so many later. */
  code: (steps?: number) => Promise<string>
  /** Lets as many steps pass as are needed for a code that was never used, and returns that. */
  freshCode: () => Promise<string>
  totp: Totp
}

/** Turns a second factor on, as an app does. */
export async function enrol(gatehouse: AppEnv, person: SignedUp): Promise<Enrolled> {
  const { token } = person
  const begun = await gatehouse.request('/account/second-factor/totp', { method: 'POST', token })
  expect(begun.status).toBe(201)
  const { secret } = await begun.json<{ secret: string }>()
  const totp: Totp = { secret: fromBase32(secret), algorithm: 'SHA1', digits: 6, period: 30 }
  const code = async (steps = 0) =>
    (await codesAt(totp, [stepAt(totp, gatehouse.clock.now()) + steps]))[0] ?? ''
  const done = await gatehouse.request('/account/second-factor/totp/confirm', {
    method: 'POST',
    token,
    json: { code: await code() },
  })
  expect(done.status).toBe(200)
  const { recovery_codes } = await done.json<{ recovery_codes: string[] }>()
  const freshCode = () => {
    gatehouse.wait(60)
    return code()
  }
  await gatehouse.settled()
  return { ...person, recoveryCodes: recovery_codes, code, freshCode, totp }
}

export const signUpWithFactor = async (gatehouse: AppEnv, name?: string): Promise<Enrolled> =>
  enrol(gatehouse, await signUp(gatehouse, name))

/** The endpoints at which people sign in with a password, in one request. */
export const LOGINS = [
  '/api/login/',
  '/auth/token/login/',
  '/auth/jwt/create/',
  '/api-token-auth/',
  '/api/v1/users/login',
  '/account/login',
] as const
export type Login = (typeof LOGINS)[number]

/** How a sign-in without a right code is answered: with a sentence, for what was wrong. */
export function refusalAt(
  path: Login,
  sentence: string,
  { isWrong = false, inField = false }: { isWrong?: boolean; inField?: boolean } = {},
): Partial<Answer> {
  const bearer = 'Bearer realm="api"'
  switch (path) {
    case '/api/login/':
      return { status: 401, body: { message: sentence } }
    case '/auth/jwt/create/':
      return {
        status: 401,
        body: { detail: sentence, code: isWrong ? 'otp_invalid' : 'otp_required' },
        challenge: bearer,
      }
    case '/api/v1/users/login':
      return {
        status: 401,
        body: {
          statusCode: 401,
          data: null,
          message: sentence,
          success: false,
          errors: [{ field: 'otp', message: sentence }],
        },
      }
    case '/account/login':
      return {
        status: 401,
        body: isWrong
          ? { type: 'urn:gatehouse:problem:code-wrong', title: sentence, status: 401 }
          : {
              type: 'urn:gatehouse:problem:code-needed',
              title: 'A code is needed to sign in.',
              status: 401,
              methods: ['totp', 'recovery'],
              sign_in: expect.stringMatching(/^[\w-]+\.[\w-]{43}$/),
            },
      }
    default:
      return { status: 400, body: { [inField ? 'otp' : 'non_field_errors']: [sentence] } }
  }
}

type Sent = { password?: string; otp?: unknown; header?: string; headers?: Record<string, string> }

/** Signs in, in whatever way. */
export async function tryLogin(
  gatehouse: AppEnv,
  path: string,
  { username }: Pick<SignedUp, 'username'>,
  { password = PASSWORD, otp, header, headers = {} }: Sent = {},
): Promise<Response> {
  return gatehouse.request(path, {
    method: 'POST',
    json: { username, password, ...(otp !== undefined && { otp }) },
    headers: { ...headers, ...(header !== undefined && { 'x-otp': header }) },
  })
}

/** The answer of a refused sign-in, and its header for programs. */
export async function refusedLogin(response: Response) {
  const { status, body, challenge } = await answerOf(response)
  const otp = response.headers.get('x-otp') ?? undefined
  return { status, body, ...(challenge !== undefined && { challenge }), otp }
}

export const sessionsOf = async ({ id }: Pick<SignedUp, 'id'>) =>
  (
    await env.DB.prepare('select * from sessions where account_id = ? order by created_at')
      .bind(id)
      .all<{ id: string; methods: string; kind: string }>()
  ).results

export const factorOf = ({ id }: Pick<SignedUp, 'id'>) =>
  env.DB.prepare('select * from second_factors where account_id = ?')
    .bind(id)
    .first<Record<string, unknown>>()

export const NEEDED =
  'Add the 6-digit code from your authenticator app to the end of your password, and sign in again.'
export const WRONG = 'This code is wrong or was used already. Wait for the next one.'
export const REQUIRED = 'required; methods="totp recovery"'
