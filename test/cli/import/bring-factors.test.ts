import { pbkdf2Sync } from 'node:crypto'
import { expect, it } from 'vitest'
import { Refusal } from '../../../src/account/refusal.ts'
import { codesAt, stepAt, type Totp } from '../../../src/account/second-factor/totp.ts'
import { logInForToken } from '../../../src/account/sign-in/login.ts'
import { openHouse } from './local-database.ts'
import { sqliteFile } from './open-fixture.ts'

const PASSWORD = 'Vq7-mountain-Kestrel'
const HASH = `pbkdf2_sha256$10$salt$${pbkdf2Sync(PASSWORD, 'salt', 10, 32, 'sha256').toString('base64')}`
const KEY = '3132333435363738393031323334353637383930'
const TOTP: Totp = {
  ...{ secret: Uint8Array.from(Buffer.from(KEY, 'hex')), algorithm: 'SHA1', digits: 6, period: 30 },
}

type Device = { user: number; digits?: number; step?: number; drift?: number; last?: number; t0?: number }

/** Four people of a site with django-otp; the fourth has no device. */
const siteOf = (devices: Device[], codes: [user: number, code: string][] = []) =>
  sqliteFile(`create table auth_user (id integer primary key, password varchar(128), username varchar(150),
      email varchar(254), is_active bool, is_superuser bool, last_login datetime, date_joined datetime);
    create table otp_totp_totpdevice (id integer primary key, user_id integer, confirmed bool, key varchar(80),
      step integer, t0 bigint, digits integer, drift integer, last_t bigint);
    create table otp_static_staticdevice (id integer primary key, user_id integer, confirmed bool);
    create table otp_static_statictoken (id integer primary key, device_id integer, token varchar(16));
    insert into auth_user values ${['ada', 'bob', 'eve', 'dan']
      .map((name, at) => `(${at + 1}, '${HASH}', '${name}', '${name}@example.com', 1, 0, null, '2024-01-01')`)
      .join()};
    ${devices
      .map(
        ({ user, digits = 6, step = 30, drift = 0, last = -1, t0 = 0 }, at) =>
          `insert into otp_totp_totpdevice values (${at + 1}, ${user}, 1, '${KEY}', ${step}, ${t0}, ${digits}, ${drift}, ${last});`,
      )
      .join('')}
    insert into otp_static_staticdevice values (1, 1, 1), (2, 2, 1);
    ${codes.map(([user, code]) => `insert into otp_static_statictoken (device_id, token) values (${user}, '${code}');`).join('')}`)

const openSite = async () => {
  const house = await openHouse()
  const now = () => house.ports.clock.now()
  /** `yes`, or the reason of the refusal. */
  const signIn = (username: string, otp?: string) =>
    logInForToken(house.ports, { username }, { password: PASSWORD, otp }).then(
      () => 'yes',
      (error: unknown) => {
        if (error instanceof Refusal) return error.reason
        throw error
      },
    )
  const code = async (steps = 0, totp = TOTP) => (await codesAt(totp, [stepAt(totp, now()) + steps]))[0] ?? ''
  return { ...house, signIn, code, now }
}

it('brings an app and codes: who had them is asked for a code, and nobody else (MFA-57)', async () => {
  const { run, rows, signIn, code } = await openSite()
  const answer = await run(
    siteOf(
      [{ user: 1 }, { user: 2, digits: 8, step: 60, drift: -4 }, { user: 3, t0: 5 }],
      [
        [1, 'abcdefgh'],
        [1, '2345abcd'],
      ],
    ),
  )
  expect(answer).toMatchObject({ code: 0 })
  expect(answer.stdout).toContain('2  second factors')
  expect(answer.stdout).toContain(
    '1  without a second factor that they have: they sign in with the password alone',
  )
  const factors = await rows('second_factors')
  expect(factors).toHaveLength(2)
  // No copy of the database has the secret or a code.
  const text = JSON.stringify(factors)
  expect(text).not.toMatch(
    new RegExp(`${KEY}|abcdefgh|${Buffer.from(KEY, 'hex').toString('base64url')}`, 'i'),
  )

  expect(await signIn('ada')).toBe('code_needed')
  expect(await signIn('ada', '000000')).toBe('code_wrong')
  expect(await signIn('ada', 'ABCD-EFGH')).toBe('yes')
  expect(await signIn('ada', 'abcdefgh')).toBe('code_wrong')
  expect(await signIn('ada', await code())).toBe('yes')
  expect(await signIn('ada', await code())).toBe('code_wrong')

  const eight: Totp = { ...TOTP, digits: 8, period: 60 }
  expect(await signIn('bob', await code(0, eight))).toBe('code_wrong')
  expect(await signIn('bob', await code(-4, eight))).toBe('yes')
  expect(await signIn('eve')).toBe('yes')
  expect(await signIn('dan')).toBe('yes')
})

it('refuses the code that was used last at the old system, and takes the next one (MFA-58)', async () => {
  const { run, signIn, code, now } = await openSite()
  const step = stepAt(TOTP, now())
  await run(siteOf([{ user: 1, last: step }]))
  expect(await signIn('ada', await code(step - stepAt(TOTP, now())))).toBe('code_wrong')
  expect(await signIn('ada', await code(step + 1 - stepAt(TOTP, now())))).toBe('yes')
})

it('follows a factor that was turned on, changed or off there, until its owner was here', async () => {
  const { run, rows, signIn, code } = await openSite()
  await run(siteOf([{ user: 1 }]))
  const [before] = await rows('second_factors')
  // Nothing changed there: nothing is written here.
  await run(siteOf([{ user: 1 }]))
  expect(await rows('second_factors')).toEqual([before])

  await run(siteOf([{ user: 1, last: 7 }, { user: 2 }]))
  expect((await rows('second_factors')).map(({ last_step }) => last_step).sort()).toEqual([0, 7])

  await run(siteOf([{ user: 2 }]))
  expect(await rows('second_factors')).toHaveLength(1)
  expect(await signIn('ada')).toBe('yes')
  expect(await signIn('bob', await code())).toBe('yes')

  // Both were here: what happens there has no effect any more.
  const [factor] = await rows('second_factors')
  const records = await rows('imported_accounts')
  await run(siteOf([{ user: 1 }]))
  expect(await rows('imported_accounts')).toEqual(records)
  expect(await rows('second_factors')).toEqual([factor])
})
