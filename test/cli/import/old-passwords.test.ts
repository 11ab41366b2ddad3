import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { endedSessionId } from '../../../src/account/sessions/imported/for-import.ts'
import { simpleJwt } from '../../../src/configuration.ts'
import { temporaryFolder } from '../temporary-folder.ts'
import { openHouse } from './local-database.ts'
import { opened } from './open-fixture.ts'

/*
 * CHECK_REVOKE_TOKEN: a JWT has the MD5 of the stored hash, and ends with the password. What simplejwt has recorded of
 * such tokens comes along as ended.
 */

const HASH = 'pbkdf2_sha256$260000$Bmc9p8f45VvAiEBoRGISiH$olaLo7HAv/d+oxa/Q8hz7bHiVQm8mx3jAvZ80SfvLEU='
const md5 = (text: string) => createHash('md5').update(text).digest('hex').toUpperCase()

const jwtOf = (claims: Record<string, unknown>) =>
  [{ alg: 'HS256', typ: 'JWT' }, { token_type: 'refresh', exp: 4_000_000_000, ...claims }, {}]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.')

const user = (pk: number, username: string) => ({
  model: 'auth.user',
  pk,
  fields: { username, password: HASH, last_login: null, email: '', is_active: true },
})

const outstanding = (pk: number, of: number | null, claims: Record<string, unknown>) => ({
  model: 'token_blacklist.outstandingtoken',
  pk,
  fields: {
    ...{ user: of, jti: `jti-${pk}`, token: jwtOf({ jti: `jti-${pk}`, user_id: of, ...claims }) },
    ...{ created_at: '2026-11-01T00:00:00Z', expires_at: '2096-11-01T00:00:00Z' },
  },
})

const makeSite = () => {
  const path = join(temporaryFolder(), 'dump.json')
  const records = [
    ...[user(1, 'ada'), user(2, 'grace')],
    outstanding(1, 1, { hash_password: md5(HASH) }),
    outstanding(2, 1, { hash_password: md5('another hash') }),
    outstanding(3, 2, {}),
    outstanding(4, 2, { hash_password: md5(HASH).toLowerCase() }),
    outstanding(5, null, { hash_password: md5('of nobody') }),
    outstanding(6, 2, { hash_password: 7 }),
    { model: 'token_blacklist.blacklistedtoken', pk: 1, fields: { token: 3, blacklisted_at: null } },
  ]
  writeFileSync(path, JSON.stringify(records))
  return path
}

it('finds the JWTs from before a new password', async () => {
  const source = await opened(makeSite())
  expect([...source.blacklist()]).toEqual(['jti-3'])
  expect([...source.ofOldPasswords()]).toEqual(['jti-2', 'jti-4', 'jti-6'])
})

it('brings them as ended, and counts them', async () => {
  const { run, rows } = await openHouse({ importedSessions: [simpleJwt({ until: '2100-01-01' })] })
  const site = makeSite()
  const report = join(temporaryFolder(), 'report.json')
  expect((await run(site, { report })).code).toBe(0)
  const ended = (await rows('imported_sessions')).map(({ id }) => id)
  const ids = await Promise.all(['jti-2', 'jti-3', 'jti-4', 'jti-6'].map((jti) => endedSessionId(jti)))
  expect(ended.toSorted()).toEqual(ids.toSorted())
  const { source } = JSON.parse(readFileSync(report, 'utf8'))
  expect(source).toMatchObject({ outstanding: 6, blacklisted: 1, ofOldPasswords: 3 })

  // A token that works there may be used here after any number of runs.
  expect((await run(site)).code).toBe(0)
  expect((await rows('imported_sessions')).map(({ id }) => id)).toEqual(ended)
})
