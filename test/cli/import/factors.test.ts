import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { toBase32 } from '../../../src/account/second-factor/totp.ts'
import { allauthCodes, FAULTS } from '../../../src/cli/import/old-factor.ts'
import { temporaryFolder } from '../temporary-folder.ts'
import { opened, peopleOf, sqliteFile } from './open-fixture.ts'

/** The secret of RFC 6238's test vectors, twenty bytes. */
const BYTES = Uint8Array.from(Buffer.from('12345678901234567890'))
const HEX = Buffer.from(BYTES).toString('hex')
const BASE32 = toBase32(BYTES)
const APP = { secret: BYTES, algorithm: 'SHA1', digits: 6, period: 30 }

const USERS = `create table auth_user (id integer primary key, password varchar(128), last_login datetime,
  username varchar(150), email varchar(254));
  insert into auth_user values ${[1, 2, 3, 4, 5, 6].map((id) => `(${id}, '', null, 'p${id}', '')`).join()};`

const readAs = async (sql: string) => {
  const source = await opened(sqliteFile(USERS + sql))
  const people = await peopleOf(source)
  return people.map(({ factor, factorFaults }) => ({ factor, faults: factorFaults }))
}

const NONE = { factor: null, faults: [] }

describe('of django-otp (MFA-57)', () => {
  const DEVICES = `create table otp_totp_totpdevice (id integer primary key, user_id integer, name varchar(64),
      confirmed bool, key varchar(80), step integer, t0 bigint, digits integer, tolerance integer, drift integer, last_t bigint);
    create table otp_static_staticdevice (id integer primary key, user_id integer, name varchar(64), confirmed bool);
    create table otp_static_statictoken (id integer primary key, device_id integer, token varchar(16));`

  it('reads keys, steps, digits, drift and the last step, and codes of a static device', async () => {
    const people = await readAs(`${DEVICES}
      insert into otp_totp_totpdevice values
        (1, 1, 'app', 1, '${HEX}', 30, 0, 6, 1, 0, 59000000),
        (2, 2, 'app', 1, '${HEX}', 60, 0, 8, 1, -2, -1),
        (3, 3, 'app', 0, '${HEX}', 30, 0, 6, 1, 0, -1),
        (4, 4, 'app', 1, '${HEX}', 30, 17, 6, 1, 0, -1),
        (5, 5, 'old', 1, '${'00'.repeat(20)}', 30, 0, 6, 1, 0, 4), (6, 5, 'new', 1, '${HEX}', 30, 0, 6, 1, 0, 9);
      insert into otp_static_staticdevice values (1, 1, 'backup', 1), (2, 6, 'backup', 1), (3, 1, 'later', 0);
      insert into otp_static_statictoken values (1, 1, 'abcdefgh'), (2, 1, '2345abcd'), (3, 1, '123456'),
        (4, 2, 'abcdefgh'), (5, 3, 'zzzzzzzz')`)
    expect(people).toEqual([
      {
        factor: { totp: APP, lastStep: 59_000_000, codes: ['abcdefgh', '2345abcd'] },
        faults: [FAULTS.codesOdd],
      },
      { factor: { totp: { ...APP, digits: 8, period: 60, drift: -2 }, lastStep: 0, codes: [] }, faults: [] },
      NONE,
      { factor: null, faults: [FAULTS.start] },
      { factor: { totp: APP, lastStep: 9, codes: [] }, faults: [FAULTS.other] },
      { factor: null, faults: [FAULTS.codesAlone] },
    ])
  })

  it('lists a key that is not hexadecimal', async () => {
    const people = await readAs(
      `${DEVICES} insert into otp_totp_totpdevice values (1, 1, 'app', 1, 'gAAAAA=', 30, 0, 6, 1, 0, -1)`,
    )
    expect(people[0]).toEqual({ factor: null, faults: [FAULTS.unreadable] })
  })
})

describe('of allauth (MFA-57)', () => {
  const TABLE =
    'create table mfa_authenticator (id integer primary key, type varchar(20), data text, user_id integer, created_at datetime, last_used_at datetime);'
  const SEED = 'a1'.repeat(40)
  const row = (id: number, user: number, type: string, data: object) =>
    `(${id}, '${type}', '${JSON.stringify(data)}', ${user}, null, null)`

  it('makes the recovery codes of a seed, without those that were used', () => {
    // Worked out with Python's hmac, as the package does it.
    const all = [
      '37740137',
      '63991594',
      '24434101',
      '72057383',
      '77878768',
      '82409611',
      '90975041',
      '78062242',
      '90250530',
      '71000740',
    ]
    expect(allauthCodes(SEED, 0)).toEqual(all)
    expect(allauthCodes(SEED, 0b10_0000_0001)).toEqual(all.slice(1, 9))
    expect(allauthCodes('gAAAAABn', 0)).toBeUndefined()
  })

  it('reads secrets and codes, and lists what is encrypted or no code', async () => {
    const people = await readAs(
      `${TABLE} insert into mfa_authenticator values ${[
        row(1, 1, 'totp', { secret: BASE32 }),
        row(2, 1, 'recovery_codes', { seed: SEED, used_mask: 1022 }),
        row(3, 2, 'totp', { secret: 'gAAAAABnX09zLW1hc2tlZC0wMTIzNDU2Nzg5_-abcdef0189==' }),
        row(4, 3, 'totp', { secret: BASE32 }),
        row(5, 3, 'recovery_codes', { migrated_codes: ['abcd-efgh', 'ijkl-mnop'] }),
        row(6, 4, 'webauthn', { name: 'key' }),
        row(7, 5, 'totp', { secret: BASE32 }),
        row(8, 5, 'recovery_codes', { seed: 'gAAAAABn', used_mask: 0 }),
      ].join()}`,
    )
    expect(people).toEqual([
      { factor: { totp: APP, lastStep: 0, codes: allauthCodes(SEED, 1022) }, faults: [] },
      { factor: null, faults: [FAULTS.unreadable] },
      { factor: { totp: APP, lastStep: 0, codes: ['abcd-efgh', 'ijkl-mnop'] }, faults: [] },
      { factor: null, faults: [FAULTS.notTotp] },
      { factor: { totp: APP, lastStep: 0, codes: [] }, faults: [FAULTS.codesHashed] },
      NONE,
    ])
  })
})

it('reads active methods of django-trench, and lists hashed codes and codes by email (MFA-57)', async () => {
  const hashed = `pbkdf2_sha256$260000$abc$${'x'.repeat(44)}`
  const people =
    await readAs(`create table trench_mfamethod (id integer primary key, name varchar(255), secret varchar(255),
      is_primary bool, is_active bool, _backup_codes text, user_id integer);
    insert into trench_mfamethod values (1, 'app', '${BASE32}', 1, 1, '${hashed}|${hashed}', 1),
      (2, 'app', '${BASE32}', 0, 0, '', 2), (3, 'email', '${BASE32}', 1, 1, '', 3),
      (4, 'app', '${BASE32}', 1, 1, 'abcdefghijkl|mnopqrstuvwx', 4), (5, 'sms_twilio', '${BASE32}', 0, 1, '', 4)`)
  expect(people.slice(0, 4)).toEqual([
    { factor: { totp: APP, lastStep: 0, codes: [] }, faults: [FAULTS.codesHashed] },
    NONE,
    { factor: null, faults: [FAULTS.notTotp] },
    { factor: { totp: APP, lastStep: 0, codes: ['abcdefghijkl', 'mnopqrstuvwx'] }, faults: [FAULTS.notTotp] },
  ])
})

it('reads columns of a site that has a factor in its user table', async () => {
  const sql = `create table users_user (id integer primary key, password varchar(128), last_login datetime,
      username varchar(150), email varchar(254), totp_secret varchar(64), totp_enabled bool, phone varchar(20));
    insert into users_user values (1, '', null, 'ada', '', '${BASE32}', 1, '1'), (2, '', null, 'bob', '', '${BASE32}', 0, '2')`
  const source = await opened(sqliteFile(sql))
  const [ada, bob] = await peopleOf(source)
  expect(ada).toMatchObject({ factor: { totp: APP, lastStep: 0, codes: [] }, factorFaults: [] })
  expect(bob).toMatchObject({ factor: null, factorFaults: [] })
  expect(Object.keys(ada?.fields ?? {})).toEqual(['totp_enabled', 'phone'])
  expect(source.mapping.find(({ column }) => column === 'totp_secret')).toMatchObject({ field: 'factor' })
})

describe('of speakeasy and otplib in documents (MFA-57)', () => {
  const ID = '65f0c1d2e3a4b5c6d7e8f90'
  const readDocuments = async (documents: object[]) => {
    const path = join(temporaryFolder(), 'users.jsonl')
    const lines = documents.map((document, at) =>
      JSON.stringify({ _id: { $oid: `${ID}${at}` }, username: `p${at}`, password: '$2b$10$x', ...document }),
    )
    writeFileSync(path, `${lines.join('\n')}\n`)
    const source = await opened(path)
    return { people: await peopleOf(source), mapping: source.mapping }
  }
  const ascii = Buffer.from(BYTES).toString('ascii')

  it.each([
    ['base 32', { twoFactorSecret: BASE32, twoFactorEnabled: true }],
    ['base 32 in small letters', { otp_secret: BASE32.toLowerCase() }],
    ['hexadecimal digits', { totpSecret: HEX, isTotpEnabled: true }],
    ['ASCII', { mfaSecret: 'q(W>t9!rP{u:Z[x?mN%v' }, Buffer.from('q(W>t9!rP{u:Z[x?mN%v')],
    ['the answer of speakeasy', { twoFactorSecret: { ascii, hex: HEX, base32: BASE32, otpauth_url: '' } }],
    ['a document of its own', { twoFactor: { secret: BASE32, enabled: true } }],
    ['a document within one', { mfa: { enabled: true, secret: { base32: BASE32 } } }],
  ])('%s', async (_, document, secret: Uint8Array = BYTES) => {
    const { people } = await readDocuments([document])
    expect(people[0]?.factorFaults).toEqual([])
    expect(people[0]?.factor).toEqual({
      totp: { ...APP, secret: Uint8Array.from(secret) },
      lastStep: 0,
      codes: [],
    })
    // Neither the secret nor what holds it is a field of the profile.
    expect(JSON.stringify(people[0]?.fields)).not.toContain(BASE32)
  })

  it('8 digits, 60 seconds and SHA-256, of a URL or beside the secret', async () => {
    const url = `otpauth://totp/Site:ada?secret=${BASE32}&algorithm=SHA256&digits=8&period=60`
    const { people } = await readDocuments([
      { twoFactorSecret: { base32: BASE32, otpauth_url: url } },
      { totpSecret: url },
      { twoFactor: { secret: BASE32, algorithm: 'sha256', digits: 8, step: 60 } },
    ])
    const totp = { secret: BYTES, algorithm: 'SHA256', digits: 8, period: 60 }
    expect(people.map(({ factor }) => factor?.totp)).toEqual([totp, totp, totp])
  })

  it('reads recovery codes that were not used, and lists hashed ones', async () => {
    const { people, mapping } = await readDocuments([
      {
        twoFactorSecret: BASE32,
        backupCodes: [
          { code: 'AAAA-1111', used: false },
          { code: 'BBBB-2222', used: true },
        ],
      },
      { twoFactorSecret: BASE32, recoveryCodes: ['cccc3333', `$2b$10$${'x'.repeat(53)}`] },
    ])
    expect(people.map(({ factor, factorFaults }) => [factor?.codes, factorFaults])).toEqual([
      [['AAAA-1111'], []],
      [['cccc3333'], [FAULTS.codesHashed]],
    ])
    expect(
      mapping.filter((each) => 'field' in each && each.field === 'factor').map(({ column }) => column),
    ).toEqual(['twoFactorSecret', 'backupCodes', 'recoveryCodes'])
  })

  it('leaves out what is not on, and lists what cannot be read', async () => {
    const { people } = await readDocuments([
      { twoFactorSecret: BASE32, twoFactorEnabled: false },
      { twoFactorTempSecret: BASE32 },
      { otp: '493021', otpExpires: '2026-01-01' },
      { twoFactorSecret: 'a1b2c3d4e5f6a7b8c9d0e1f2:99aabbccddeeff00' },
      { twoFactorSecret: `$2b$10$${'x'.repeat(53)}` },
      { twoFactorSecret: { base32: BASE32, digits: 12 } },
    ])
    expect(people.map(({ factor, factorFaults }) => [factor, factorFaults])).toEqual([
      [null, []],
      [null, []],
      [null, []],
      [null, [FAULTS.unreadable]],
      [null, [FAULTS.unreadable]],
      [null, [FAULTS.unreadable]],
    ])
  })
})
