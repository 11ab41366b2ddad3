import { env } from 'cloudflare:workers'
import { decodeJwt } from 'jose'
import { beforeEach, expect, it } from 'vitest'
import { authenticate, logOut } from '../../src/account/sessions/session.ts'
import { endOtherSessions } from '../../src/account/sessions/session-list.ts'
import { verifyJwt } from '../../src/account/sessions/verify-jwt.ts'
import { failing } from '../support/faults.ts'
import { type AppEnv, openGatehouse } from '../support/gatehouse.ts'
import { logInForJwt, type SignedUp, signUp } from '../support/people.ts'

/* An isolate remembers what it revoked while KV may not say so yet (decision 77). Here KV takes nothing at all. */

let here: AppEnv
let ada: SignedUp
beforeEach(async () => {
  here = openGatehouse({ REVOKED: failing(env.REVOKED, 'put') })
  ada = await signUp(here)
})

const verdict = (jwt: string, { ports }: Pick<AppEnv, 'ports'> = here) =>
  verifyJwt(ports, jwt).then(
    () => 'passes',
    ({ message, reason }) => reason ?? message,
  )
/** Another isolate of the same deployment. */
const elsewhere = () => openGatehouse({ REVOKED: failing(env.REVOKED, 'put') }, { clock: here.clock })

it('refuses both JWTs of a session that ended here, and those of no other one', async () => {
  const [ended, other] = [await logInForJwt(here, ada), await logInForJwt(here, ada)]
  await logOut(here.ports, ended.access)
  for (const jwt of [ended.access, ended.refresh]) expect(await verdict(jwt)).toBe('jwt_ended')
  for (const jwt of [other.access, other.refresh]) expect(await verdict(jwt)).toBe('passes')
  expect(await verdict(ended.access, elsewhere())).toBe('passes')
})

it('refuses those of all other sessions, but not those of the one that goes on, or of a later one', async () => {
  const [mine, other] = [await logInForJwt(here, ada), await logInForJwt(here, ada)]
  await endOtherSessions(here.ports, await authenticate(here.ports, mine.access))
  const later = await logInForJwt(here, ada)
  expect(await Promise.all([mine, other, later].map(({ access }) => verdict(access)))).toEqual([
    'passes',
    'jwt_ended',
    'passes',
  ])
})

it('forgets after a minute, when KV has to know', async () => {
  const { access } = await logInForJwt(here, ada)
  await logOut(here.ports, access)
  here.wait(59)
  expect(await verdict(access)).toBe('jwt_ended')
  here.wait(1)
  expect(await verdict(access)).toBe('passes')
})

it('remembers a thousand, the last ones', async () => {
  const { access } = await logInForJwt(here, ada)
  const { sid } = decodeJwt(access)
  here.ports.revoked.remember({ session: String(sid), account: ada.id })
  for (let count = 1; count < 1_000; count++)
    here.ports.revoked.remember({ session: crypto.randomUUID(), account: ada.id })
  expect(await verdict(access)).toBe('jwt_ended')
  here.ports.revoked.remember({ session: crypto.randomUUID(), account: ada.id })
  expect(await verdict(access)).toBe('passes')
})
