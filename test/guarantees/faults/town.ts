import { env } from 'cloudflare:workers'
import { codesAt, stepAt } from '../../../src/account/second-factor/totp.ts'
import { waitForEnrolment } from '../../../src/account/sign-in/after-enrolment.ts'
import { startJob } from '../../../src/account/staff/bulk-jobs.ts'
import { defineConfig } from '../../../src/ports/config.ts'
import { newAuthenticator } from '../../support/authenticator.ts'
import { fromBase32 } from '../../support/base32.ts'
import { openConsole } from '../../support/console.ts'
import { formOf, GREEN, logInAtExpress, RED } from '../../support/express.ts'
import { asked, BACK, browserOf } from '../../support/front-end.ts'
import type { AppEnv } from '../../support/gatehouse.ts'
import { codeOf, linkOf } from '../../support/links.ts'
import { addPasskey, creationOptions, requestOptions } from '../../support/passkeys.ts'
import { logIn, logInForJwt, makeStaff, PASSWORD, signUp } from '../../support/people.ts'
import { rowsOf } from '../../support/rows.ts'
import { signUpWithFactor } from '../../support/second-factor.ts'

export const CONFIG = defineConfig({ webhooks: true })

export const REVOCATIONS_SECRET = '0123456789abcdef0123456789abcdef'
export const FIRST_STAFF_KEY = 'a-secret-of-this-process'
export const METRICS_SECRET = 'fedcba9876543210fedcba9876543210'

/** As cheap as passwords get, and every email and list that there is. */
export const SETTINGS = {
  REVOCATIONS_SECRET,
  METRICS_SECRET,
  PASSWORD_HASH_LINKS: '1',
  ACCEPT_WEAK_HASH: 'true',
  SEND_ACTIVATION_EMAIL: 'true',
  SEND_VERIFICATION_EMAIL: 'true',
  ROTATE_REFRESH_TOKENS: 'true',
  // The same is asked again and again, at one time of one person.
  LOGIN_TRIES: '100000',
  EMAIL_APPROVAL: 'true',
  RETURN_URLS: BACK,
  EMAIL_LOGIN: 'true',
  // The SHA-256 of FIRST_STAFF_KEY.
  FIRST_STAFF_DIGEST: '9ba677647a1afcc5d86f9ae8194015627f0c6cde70add56c40462c6e38def388',
} as unknown as Partial<Env>

/** People with every credential and every link, whom any request can be about. */
export async function buildTown(gatehouse: AppEnv) {
  const post = async (path: string, json: object, token?: string) => {
    const answer = await gatehouse.request(path, { method: 'POST', json, ...(token && { token }) })
    if (!answer.ok) throw new Error(`${path}: ${answer.status}`)
  }
  const newest = async () => linkOf((await gatehouse.emails())[0])

  const carl = await signUp(gatehouse, 'carl')
  const ada = await signUp(gatehouse, 'ada')
  const email = await newest()
  await makeStaff(ada)
  const name = `${ada.username}-lovelace`
  await post('/auth/users/set_username/', { current_password: PASSWORD, new_username: name }, ada.token)
  const recovery = await newest()
  ada.username = name

  const bob = { email: 'bob@example.com' }
  await post('/auth/users/', { ...bob, username: 'bob', password: PASSWORD })
  const activation = await newest()
  await post('/auth/users/reset_password/', { email: ada.email })
  const reset = await newest()
  await post('/auth/users/reset_username/', { email: ada.email })
  const username = await newest()

  const begun = await gatehouse.request('/account/login/email', {
    method: 'POST',
    json: { email: carl.email },
  })
  const { sign_in } = await begun.json<{ sign_in: string }>()
  const [signInEmail] = await gatehouse.emails()

  const factors = await buildFactors(gatehouse)
  const jwt = await logInForJwt(gatehouse, ada)
  const express = await logInAtExpress(gatehouse, ada)
  await logIn(gatehouse, ada)
  const desk = openConsole(gatehouse)
  await desk.signIn(ada)
  const halsDesk = openConsole(gatehouse)
  await halsDesk.signIn(factors.hal, PASSWORD, factors.hal.recoveryCodes[1])
  const sessions = await rowsOf('sessions')
  const other = String(
    sessions.find(({ kind, account_id }) => kind === 'express' && account_id === ada.id)?.id,
  )
  for (const [api, fields] of [
    ['updateAvatar', { Avatar: RED }],
    ['updateCoverImg', { CoverImg: GREEN }],
  ] as const) {
    const path = `/api/v1/users/${api}`
    await gatehouse.request(path, { method: 'PATCH', body: formOf(fields), token: ada.token })
  }
  const webhook = await buildWebhook(gatehouse, ada.token)
  await gatehouse.settled()
  const [account] = (await rowsOf('accounts')).filter(({ id }) => id === ada.id)
  const [unopened] = (await rowsOf('accounts')).filter((each) => each.email === bob.email)
  const picture = `/media/${account?.avatar}`
  return {
    ada,
    bob,
    carl,
    jwt,
    express,
    other,
    picture,
    ids: {
      bob: String(unopened?.id),
      carlsSession: String(sessions.find(({ account_id }) => account_id === carl.id)?.id),
    },
    mailedCode: { sign_in, code: codeOf(signInEmail) },
    handedOver: await browserOf(gatehouse).codeFor(ada),
    console: { cookie: desk.cookie(), form: desk.form() },
    halsConsole: { cookie: halsDesk.cookie(), form: halsDesk.form() },
    email: await queueEmail(gatehouse),
    factors,
    pages: await buildPages(gatehouse, factors),
    webhook,
    jobs: {
      running: await startJob(gatehouse.ports, null, { action: 'sign-out', selection: { ids: [carl.id] } }),
      file: await startJob(gatehouse.ports, null, { action: 'export', selection: { ids: [carl.id] } }),
    },
    links: {
      email,
      recovery,
      activation,
      reset,
      username,
      approve: factors.approve,
      login: linkOf(signInEmail),
    },
  }
}

/** An email that waits for an hour, and its ID. */
async function queueEmail({ ports, clock }: AppEnv): Promise<string> {
  const message = { to: 'eve@example.com', subject: 'Hello', text: 'Hello', html: 'Hello' }
  const [job] = await ports.outbox.prepare({ kind: 'email', message })
  if (!job) throw new Error('no job')
  const [insert] = ports.outbox.insert([job])
  if (insert) await ports.commit(insert)
  await env.DB.prepare('update outbox set due_at = ? where id = ?')
    .bind(clock.now() + 3_600_000, job.row.id)
    .run()
  return job.row.id
}

/** A webhook that is paused, with a message that was given up. */
async function buildWebhook(gatehouse: AppEnv, token: string): Promise<string> {
  const json = { url: 'https://hooks.example.com/' }
  const added = await gatehouse.request('/account/admin/webhooks', { method: 'POST', json, token })
  const { id } = await added.json<{ id: string }>()
  await gatehouse.request(`/account/admin/webhooks/${id}/pause`, { method: 'POST', json: {}, token })
  await env.DB.prepare(
    `insert into webhook_messages select ?, 7, 'sign_in', '1', null, 0, 0, 18, 0, 0, 'HTTP_503'`,
  )
    .bind(id)
    .run()
  return id
}

/** People with a second factor: in use, with a client that is trusted, not confirmed yet, and of staff. */
async function buildFactors(gatehouse: AppEnv) {
  const fay = await signUpWithFactor(gatehouse, 'fay')
  const { token } = fay
  await gatehouse.request('/account/second-factor', {
    method: 'PATCH',
    json: { email_approval: true },
    token,
  })
  const { username, password } = fay
  const logInAs = (json: object) =>
    gatehouse.request('/account/login', { method: 'POST', json: { username, password, ...json } })
  const signInOf = async (as: string) => (await (await logInAs({ as })).json<{ sign_in: string }>()).sign_in
  const [signIn, jwtSignIn] = [await signInOf('token'), await signInOf('jwt')]
  await logInAs({ otp: await fay.code(1), trust: true })
  const clients = await gatehouse.request('/account/trusted-clients', { token })
  const { trusted_clients } = await clients.json<{ trusted_clients: { id: string }[] }>()
  await gatehouse.request('/api/login/', { method: 'POST', json: { username, password } })
  const approve = linkOf((await gatehouse.emails())[0])

  const gus = await signUp(gatehouse, 'gus')
  const begun = await gatehouse.request('/account/second-factor/totp', { method: 'POST', token: gus.token })
  const { secret } = await begun.json<{ secret: string }>()
  const totp = { secret: fromBase32(secret), algorithm: 'SHA1', digits: 6, period: 30 } as const
  const [firstCode = ''] = await codesAt(totp, [stepAt(totp, gatehouse.clock.now())])
  const hal = await signUpWithFactor(gatehouse, 'hal')
  await makeStaff(hal)
  const ivy = await buildPasskeys(gatehouse)
  return { fay, gus, hal, ivy, approve, firstCode, signIn, jwtSignIn, trusted: trusted_clients[0]?.id ?? '' }
}

/** Somebody with a passkey, and the answers of a browser for a sign-in and for one more. */
async function buildPasskeys(gatehouse: AppEnv) {
  const ivy = await addPasskey(gatehouse, await signUp(gatehouse, 'ivy'))
  return {
    ...ivy,
    id: ivy.authenticator.id,
    used: await ivy.authenticator.use(await requestOptions(gatehouse), ivy.userHandle),
    made: await (await newAuthenticator()).make(await creationOptions(gatehouse, ivy.token)),
  }
}

/** Browsers at the page `/second-factor`, by their cookies; a front end waits for the first of them. */
async function buildPages(gatehouse: AppEnv, { fay, gus, ivy }: Factors) {
  const open = async (path: string, fields: Record<string, string>) => {
    const body = new URLSearchParams(fields)
    const { headers } = await gatehouse.request(path, { method: 'POST', body })
    const [cookie = ''] = headers.getSetCookie()
    const [{ id = '' } = {}] = (await rowsOf('sessions')).filter(
      ({ token_hash }) => !seen.has(token_hash) && seen.add(token_hash),
    )
    return { cookie: cookie.split(';')[0] ?? '', session: String(id) }
  }
  const seen = new Set((await rowsOf('sessions')).map(({ token_hash }) => token_hash))
  const signIn = (username: string, code = '') =>
    open('/second-factor/sign-in', { username, password: PASSWORD, code })
  const credential = await ivy.authenticator.use(await requestOptions(gatehouse), ivy.userHandle)
  const fays = await signIn(fay.username, fay.recoveryCodes[9])
  const waiting = await waitForEnrolment(gatehouse.ports, fays.session, asked())
  return {
    fay: `${fays.cookie}; page-return=${waiting}`,
    gus: (await signIn(gus.username)).cookie,
    ivy: (await signIn(ivy.username)).cookie,
    ivyByPasskey: (await open('/sign-in/passkey', { credential: JSON.stringify(credential) })).cookie,
  }
}

type Factors = Awaited<ReturnType<typeof buildFactors>>

export type Town = Awaited<ReturnType<typeof buildTown>>
