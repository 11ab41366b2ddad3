import { env } from 'cloudflare:workers'
import { verifyAuthenticationResponse, verifyRegistrationResponse } from '@simplewebauthn/server'
import { expect } from 'vitest'
import { fromBase64Url } from '../../src/ports/bytes.ts'
import { type Authenticator, newAuthenticator, type Tweaks } from './authenticator.ts'
import { type Answer, answerOf } from './caller.ts'
import type { AppEnv } from './gatehouse.ts'
import type { SignedUp } from './people.ts'

/** Somebody with a passkey. */
export type Keyed = SignedUp & { authenticator: Authenticator; userHandle: string }

const EXPECTED = { expectedOrigin: 'http://localhost:8787', expectedRPID: 'localhost' }

/** SimpleWebAuthn throws for what it does not accept. */
async function verdictOf(verify: () => Promise<{ verified: boolean }>): Promise<boolean> {
  try {
    return (await verify()).verified
  } catch (error) {
    expect(error).toBeInstanceOf(Error)
    return false
  }
}

/** What SimpleWebAuthn says of a passkey that was made; it takes its key from it. */
const judgeMade = (response: Made, challenge: string) =>
  verdictOf(async () => {
    const found = await verifyRegistrationResponse({
      response,
      expectedChallenge: challenge,
      ...EXPECTED,
      requireUserVerification: true,
      supportedAlgorithmIDs: [-7, -8, -257],
    })
    if (found.verified) {
      const { credential } = found.registrationInfo
      const row = await rowOf(credential.id)
      if (row) expect(fromBase64Url(String(row.public_key))).toEqual(new Uint8Array(credential.publicKey))
    }
    return found
  })

/** What SimpleWebAuthn says of a sign-in, by the row of the passkey. */
const judgeUsed = (response: Used, challenge: string, counter = 0) =>
  verdictOf(async () => {
    const row = await rowOf(response.id)
    const publicKey = fromBase64Url(String(row?.public_key))
    return verifyAuthenticationResponse({
      response,
      expectedChallenge: challenge,
      ...EXPECTED,
      credential: { id: response.id, publicKey, counter },
      requireUserVerification: true,
    })
  })

type Made = Awaited<ReturnType<Authenticator['make']>>
type Used = Awaited<ReturnType<Authenticator['use']>>

export const rowOf = (id: string) =>
  env.DB.prepare('select * from passkeys where id = ?').bind(id).first<Record<string, unknown>>()

export const passkeysOf = async ({ id }: Pick<SignedUp, 'id'>) =>
  (await env.DB.prepare('select * from passkeys where account_id = ? order by created_at').bind(id).all())
    .results

const asked = async <Options>(gatehouse: AppEnv, path: string, token?: string): Promise<Options> => {
  const response = await gatehouse.request(path, { method: 'POST', ...(token !== undefined && { token }) })
  expect(response.status).toBe(200)
  return response.json<Options>()
}

type CreationOptions = { challenge: string; rp: { id: string }; user: { id: string } }
type RequestOptions = { challenge: string; rpId: string }

export const creationOptions = (gatehouse: AppEnv, token: string) =>
  asked<CreationOptions>(gatehouse, '/account/passkeys/options', token)

export const requestOptions = (gatehouse: AppEnv) =>
  asked<RequestOptions>(gatehouse, '/account/login/passkey/options')

/** Registers a passkey, and compares the answer with SimpleWebAuthn's. */
export async function tryRegister(
  gatehouse: AppEnv,
  { token }: Pick<SignedUp, 'token'>,
  authenticator: Authenticator,
  tweaks: Tweaks = {},
): Promise<Answer> {
  const options = await creationOptions(gatehouse, token)
  const credential = await authenticator.make(options, tweaks)
  const answer = await answerOf(
    await gatehouse.request('/account/passkeys', {
      method: 'POST',
      token,
      json: { credential, name: 'Phone' },
    }),
  )
  expect(await judgeMade(credential, options.challenge)).toBe(answer.status === 201)
  return answer
}

/** Adds a passkey to somebody's account. */
export async function addPasskey(
  gatehouse: AppEnv,
  person: SignedUp,
  authenticator?: Authenticator,
): Promise<Keyed> {
  const made = authenticator ?? (await newAuthenticator())
  const answer = await tryRegister(gatehouse, person, made)
  expect(answer.status).toBe(201)
  await gatehouse.settled()
  const { user } = await creationOptions(gatehouse, person.token)
  return { ...person, authenticator: made, userHandle: user.id }
}

/** Signs in with a passkey. */
export async function signInWith(
  gatehouse: AppEnv,
  { authenticator, userHandle }: Pick<Keyed, 'authenticator' | 'userHandle'>,
  tweaks: Tweaks = {},
  body: object = {},
): Promise<Answer> {
  const options = await requestOptions(gatehouse)
  const credential = await authenticator.use(options, userHandle, tweaks)
  const before = await rowOf(credential.id)
  const response = await gatehouse.request('/account/login/passkey', {
    method: 'POST',
    json: { credential, ...body },
  })
  const answer = await answerOf(response)
  const isRight = await judgeUsed(credential, options.challenge, Number(before?.sign_count ?? 0))
  expect(isRight).toBe(answer.status === 200)
  return answer
}

export const REFUSED = {
  status: 401,
  body: {
    type: 'urn:gatehouse:problem:passkey-refused',
    title: 'This passkey does not sign in.',
    status: 401,
  },
}
