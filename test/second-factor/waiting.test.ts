import { afterEach, expect, it, vi } from 'vitest'
import { openGatehouse } from '../support/gatehouse.ts'
import { type Enrolled, signUpWithFactor, tryLogin } from '../support/second-factor.ts'

/* While codes have to wait, not even the time of a refusal may say which one is right. */

const gatehouse = openGatehouse({ REQUEST_LOG: 'true', LOGIN_TRIES: '1000' })
const headers = { 'cf-connecting-ip': '203.0.113.9' }

afterEach(() => {
  vi.restoreAllMocks()
})

const send = (path: string, json: object, token?: string) =>
  gatehouse.request(path, { method: 'POST', json, headers, ...(token !== undefined && { token }) })

async function signInOf(ada: Enrolled): Promise<string> {
  const response = await tryLogin(gatehouse, '/account/login', ada, { headers })
  return (await response.json<{ sign_in: string }>()).sign_in
}

it.each<[string, (ada: Enrolled, code: string) => Promise<Response>]>([
  ['a sign-in', (ada, otp) => tryLogin(gatehouse, '/api/login/', ada, { otp, headers })],
  ['a second step', async (ada, otp) => send('/account/login/code', { sign_in: await signInOf(ada), otp })],
  ['a proof', ({ token }, otp) => send('/account/sudo', { otp }, token)],
  ['the removal of the app', ({ token }, code) => send('/auth/app/deactivate/', { code }, token)],
  ['new recovery codes', ({ token }, code) => send('/auth/app/codes/regenerate/', { code }, token)],
])('%s with a right code costs as many round trips as with a wrong one', async (_, use) => {
  const ada = await signUpWithFactor(gatehouse)
  const log = vi.spyOn(console, 'log').mockImplementation(() => {})
  for (let tries = 0; tries < 5; tries++)
    await tryLogin(gatehouse, '/api/login/', ada, { otp: '000000', headers })
  const told: unknown[] = []
  for (const code of [await ada.code(1), ada.recoveryCodes[0] ?? '', '000000', 'AAAAA-AAAAA']) {
    const response = await use(ada, code)
    const { round_trips } = JSON.parse(String(log.mock.lastCall?.[0]))
    told.push([response.status, response.headers.get('retry-after'), await response.text(), round_trips])
    await gatehouse.settled()
  }
  expect(told[0]).toEqual([429, '30', expect.any(String), expect.any(Number)])
  expect(told).toEqual(Array(4).fill(told[0]))
})
