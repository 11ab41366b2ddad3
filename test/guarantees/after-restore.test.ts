import { env } from 'cloudflare:workers'
import { beforeEach, expect, it } from 'vitest'
import { signOutAllUsers } from '../../src/account/sessions/sign-out-all-users.ts'
import { openAllAccounts } from '../../src/ports/all-accounts.ts'
import { openDatabase } from '../../src/ports/database.ts'
import { linkOf } from '../support/links.ts'
import { PASSWORD, type SignedUp, signUp } from '../support/people.ts'
import { takeSnapshot } from '../support/snapshot.ts'
import { logins, openMixedHouse, reads, type SignedIn } from './apis.ts'

/* Time Travel sets D1 back and nothing else: KV knows what was taken back since, and D1 does not (FLT-27). */

const world = openMixedHouse()
const { gatehouse, get, post } = world
const allAccounts = openAllAccounts(openDatabase(env.DB))

const runToTheEnd = async (atOnce?: number) => {
  const told: number[] = []
  for await (const done of signOutAllUsers({ allAccounts }, atOnce)) told.push(done)
  return told
}

const verify = async (token: string) => (await post('/auth/jwt/verify/', { token })).status
const readAll = (person: SignedUp, credential: string) =>
  Promise.all(reads.map((read) => read(world, person, credential)))
const all = (status: number) => reads.map(() => status)

let ada: SignedUp
let sessions: SignedIn[]

beforeEach(async () => {
  ada = await signUp(gatehouse)
  sessions = []
  for (const logIn of logins) sessions.push(await logIn(world, ada))
})

/** Signed out everywhere twice, which KV is told, and set back to before. */
async function endAndRestore() {
  const { restoreTables } = await takeSnapshot()
  for (let time = 0; time < 2; time++) {
    const token = (await logins[0]?.(world, ada))?.credential ?? ''
    expect((await world.call('DELETE', '/account/sessions', { token })).status).toBe(204)
  }
  await gatehouse.settled()
  for (const { credential } of sessions) expect(await readAll(ada, credential)).toEqual(all(401))
  await restoreTables()
}

it('a restore revives at every API what was ended since; the command ends it again (FLT-27)', async () => {
  await endAndRestore()
  for (const { credential } of sessions) expect(await readAll(ada, credential)).toEqual(all(200))

  await runToTheEnd()
  for (const { credential, refresh } of sessions) {
    expect(await readAll(ada, credential)).toEqual(all(401))
    if (!refresh) continue
    expect((await post('/auth/jwt/refresh/', { refresh })).status).toBe(401)
    expect((await post('/api/v1/users/refreshToken', { refreshToken: refresh })).status).toBe(401)
  }
})

it('a sign-in after it works without D1 too, although KV knows a later session version than the restored one (FLT-27)', async () => {
  await endAndRestore()
  const jwt = logins[2] as (typeof logins)[number]
  const tooLow = await jwt(world, ada)
  expect(await verify(tooLow.credential)).toBe(401)

  await runToTheEnd()
  const { credential, refresh = '' } = await jwt(world, ada)
  expect(await verify(credential)).toBe(200)
  expect(await readAll(ada, credential)).toEqual(all(200))
  expect((await post('/auth/jwt/refresh/', { refresh })).status).toBe(200)
  expect(await verify(tooLow.credential)).toBe(401)
})

it('a link that was used since comes back to life with a restore, and dies with the command (FLT-27)', async () => {
  await post('/auth/users/reset_password/', { email: ada.email })
  const link = linkOf((await gatehouse.emails())[0])
  const { restoreTables } = await takeSnapshot()
  const use = (password: string) =>
    post('/auth/users/reset_password_confirm/', { ...link, new_password: password })
  expect((await use('Rt5-harbour-Cormorant')).status).toBe(204)
  await gatehouse.settled()
  await restoreTables()
  expect((await get('/auth/users/me/', sessions[0]?.credential)).status).toBe(200)

  await runToTheEnd()
  expect((await use('Wq8-lantern-Sandpiper')).status).toBe(400)
  const login = (password: string) => post('/auth/token/login/', { username: ada.username, password })
  expect((await login(PASSWORD)).status).toBe(200)
})

it('goes through everybody in steps, tells how far it is, and does no harm when it is run again', async () => {
  for (let each = 0; each < 4; each++) await signUp(gatehouse)
  const total = await allAccounts.count()
  const sessionVersions = () =>
    env.DB.prepare(
      'select id, epoch, credential_version, username, password_hash from accounts order by id',
    ).all<Record<'epoch' | 'credential_version', number>>()
  const before = (await sessionVersions()).results
  const told = await runToTheEnd(2)
  expect(told.at(-1)).toBe(total)
  expect(told.slice(0, 2)).toEqual([2, 4])
  await runToTheEnd(1000)
  expect((await sessionVersions()).results).toEqual(
    before.map((row) => ({
      ...row,
      epoch: row.epoch + 2_000_000,
      credential_version: row.credential_version + 2_000_000,
    })),
  )
})
