import { expect, it } from 'vitest'
import { NOW, operate } from './operator.ts'

const DAY = 86_400
const shown = (value: object) => JSON.stringify(value)
const signingKey = (kid: string, times: object) => ({ kty: 'EC', kid, d: `secret-of-${kid}`, ...times })
const masterKey = (kid: string, times: object) => ({ kty: 'oct', kid, k: `secret-of-${kid}`, ...times })

const s1 = signingKey('s1', { iat: NOW - 40 * DAY })
const s2 = signingKey('s2', { iat: NOW - 30 * DAY })
const s0 = signingKey('s0', { retired: NOW - 30 * DAY, exp: NOW + 1 })
const over = signingKey('over', { retired: NOW - 40 * DAY, exp: NOW })
const m1 = masterKey('m1', { iat: NOW - 40 * DAY })
const m2 = masterKey('m2', { iat: NOW - 30 * DAY })
const m0 = masterKey('m0', { retired: NOW - 400 * DAY })

const aKid = expect.stringMatching(/^[\w-]{11}$/)
const bytes = expect.stringMatching(/^[\w-]{43}$/)
const curve = { kty: 'EC', crv: 'P-256', alg: 'ES256', use: 'sig' }
const newSigning = { ...curve, kid: aKid, x: bytes, y: bytes, d: bytes, iat: NOW }
const newMaster = { kty: 'oct', kid: aKid, k: bytes, iat: NOW }

const MASTER_LINE = `MASTER_KEYS='${shown({ keys: [m1, m2, m0] })}' # mine`
const SIGNING_LINE = `SIGNING_KEYS='${shown({ keys: [s1, s2, s0, over] })}'`
const FULL = `# Keep this.\nENVIRONMENT=development\n${MASTER_LINE}\n\n${SIGNING_LINE}\nMINE="a b"\n`
const OLD_STYLE = `MASTER_KEYS='{"keys":[{"kid":"1"}]}'\nSIGNING_KEYS='{"keys":[{"kid":"W9cedrh9cFI"}]}'\n`

it('lists, and changes nothing', async () => {
  const { read, give } = operate(FULL)
  expect(await give('')).toEqual({
    code: 0,
    stderr: '',
    stdout: `\
  Signing keys           FILE
  current  s1            made 2026-10-11   signs JWTs
  next     s2            made 2026-10-21   published, signs after the next rotation
  old      s0            undated           verifies until 2026-11-20 07:00 UTC
  old      over          undated           expired 2026-11-20 07:00 UTC, dropped at the next rotation
  Master keys
  current  m1            made 2026-10-11   for new passwords, tokens and links
  next     m2            made 2026-10-21   accepted, in use after the next rotation
  old      m0            undated           kept for passwords and tokens made with it
`,
  })
  expect(read()).toBe(FULL)
})

it('lists for the deployed Worker without handing anything over', async () => {
  expect(await operate(FULL).give('--remote')).toMatchObject({ code: 0, stderr: '' })
})

it('makes both sets in a new file', async () => {
  const { read, keys, give } = operate()
  const { code, stdout } = await give('make')
  expect(code).toBe(0)
  expect(stdout).toMatch(/^✔ Created signing keys and master keys\n\n {2}Signing keys {11}FILE\n {2}current/)
  expect(keys('SIGNING_KEYS')).toEqual([newSigning, newSigning])
  expect(keys('MASTER_KEYS')).toEqual([newMaster, newMaster])
  expect(read()).toMatch(/^# Made by `npm run keys`\. .*\nSIGNING_KEYS='.*'\nMASTER_KEYS='.*'\n$/)
})

it('makes next keys for a file of before, and leaves the keys that are there', async () => {
  const { keys, give } = operate(OLD_STYLE)
  expect((await give('make')).stdout).toMatch(/^✔ Created a next signing key and a next master key\n/)
  expect(keys('SIGNING_KEYS')).toEqual([{ kid: 'W9cedrh9cFI' }, newSigning])
  expect(keys('MASTER_KEYS')).toEqual([{ kid: '1' }, newMaster])
})

it('makes a set where there is none or an empty one', async () => {
  const { read, keys, give } = operate(`MASTER_KEYS=""\n${SIGNING_LINE}`)
  expect((await give('make')).stdout).toMatch(/^✔ Created master keys\n/)
  expect(keys('MASTER_KEYS')).toEqual([newMaster, newMaster])
  expect(read()?.endsWith(`\n${SIGNING_LINE}`)).toBe(true)
})

it('makes nothing when nothing is missing', async () => {
  const { read, give } = operate(FULL)
  expect(await give('make')).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^✔ Nothing is missing\n/),
  })
  expect(read()).toBe(FULL)
})

it('rotates signing keys and leaves the rest of the file as it is', async () => {
  const { read, keys, give } = operate(FULL)
  const { code, stdout, stderr } = await give('rotate signing')
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  const exp = NOW + 10 * DAY + 60
  const after = [s2, newSigning, { ...s1, retired: NOW, exp }, s0]
  expect(keys('SIGNING_KEYS')).toEqual(after)
  expect(read()).toBe(FULL.replace(SIGNING_LINE, `SIGNING_KEYS='${shown({ keys: keys('SIGNING_KEYS') })}'`))
  expect(stdout).toBe(`\
✔ Signing key s2 signs from now on. s1 verifies until 2026-11-30 07:01 UTC. Dropped over

  Signing keys           FILE
  current  s2            made 2026-10-21   signs JWTs
  next     ${keys('SIGNING_KEYS')[1]?.kid}   made 2026-11-20   published, signs after the next rotation
  old      s1            made 2026-10-11   verifies until 2026-11-30 07:01 UTC
  old      s0            undated           verifies until 2026-11-20 07:00 UTC
  Master keys
  current  m1            made 2026-10-11   for new passwords, tokens and links
  next     m2            made 2026-10-21   accepted, in use after the next rotation
  old      m0            undated           kept for passwords and tokens made with it
`)
})

it('keeps an old signing key for as long as the longest JWT lives, the vars file before wrangler.toml', async () => {
  const { keys, give } = operate(`${FULL}EXPRESS_REFRESH_SECONDS=700\n`)
  const workerVars = async () => ({ EXPRESS_REFRESH_SECONDS: '999999', JWT_REFRESH_SECONDS: '90000' })
  await give('rotate signing', { workerVars })
  expect(keys('SIGNING_KEYS')[2]).toEqual({ ...s1, retired: NOW, exp: NOW + 90_060 })
})

it('rotates master keys, and keeps old ones for ever', async () => {
  const { read, keys, give } = operate(FULL)
  const { code, stdout } = await give('rotate master')
  expect(code).toBe(0)
  expect(stdout).toMatch(/^✔ Master key m2 is in use from now on. m1 is kept for what was made with it\n\n/)
  expect(keys('MASTER_KEYS')).toEqual([m2, newMaster, { ...m1, retired: NOW }, m0])
  const line = `MASTER_KEYS='${shown({ keys: keys('MASTER_KEYS') })}' # mine`
  expect(read()).toBe(FULL.replace(MASTER_LINE, line))
})

const warning = 'Other services that verify JWTs with the public keys may reject'

it('says who may not know a signing key that nobody could fetch before', async () => {
  const { keys, give } = operate(OLD_STYLE)
  const { stdout } = await give('rotate signing')
  const [current, , old] = keys('SIGNING_KEYS')
  expect(keys('SIGNING_KEYS')).toEqual([
    newSigning,
    newSigning,
    { kid: 'W9cedrh9cFI', retired: NOW, exp: old?.exp },
  ])
  expect(stdout).toContain(`\n! ${warning} ${current?.kid} for five minutes\n`)
  expect((await give('rotate master')).stdout).not.toContain(warning)
})

it.each([
  [599, true],
  [600, false],
])('of a next key made %d seconds ago: %j', async (age, isSaid) => {
  for (const command of ['rotate signing', 'kill s1']) {
    const { give } = operate(`SIGNING_KEYS='${shown({ keys: [s1, { ...s2, iat: NOW - age }] })}'`)
    expect((await give(command)).stdout.includes(`! ${warning} s2 for five minutes`)).toBe(isSaid)
  }
})

it.each([
  ['s1', [s2, newSigning, s0, over], '. s2 signs from now on'],
  ['s2', [s1, newSigning, s0, over], ''],
  ['s0', [s1, s2, over], ''],
])('kills the signing key %s', async (kid, after, successor) => {
  const { keys, give } = operate(FULL)
  const { code, stdout } = await give(`kill ${kid}`)
  expect(code).toBe(0)
  expect(stdout).toContain(`\
✔ The signing key ${kid} is deleted${successor}
! Users with a JWT signed by ${kid} have to sign in again. Tokens stay valid

  Signing keys `)
  expect(keys('SIGNING_KEYS')).toEqual(after)
  expect(keys('MASTER_KEYS')).toEqual([m1, m2, m0])
})

it.each([
  ['m1', [m2, newMaster, m0], '. m2 is in use from now on'],
  ['m2', [m1, newMaster, m0], ''],
  ['m0', [m1, m2], ''],
])('kills the master key %s only when that is meant', async (kid, after, successor) => {
  const { read, keys, give } = operate(FULL)
  expect(await give(`kill ${kid}`)).toEqual({
    code: 2,
    stdout: '',
    stderr: `\
✘ Deleting the master key ${kid} invalidates the passwords, tokens, links and unsent emails made with it.
  Their users need a new password by email.
  To confirm, add --yes
`,
  })
  expect(read()).toBe(FULL)

  const { code, stdout } = await give(`kill ${kid} --yes`)
  expect(code).toBe(0)
  expect(stdout).toContain(`\
✔ The master key ${kid} is deleted${successor}
! The passwords, tokens, links and unsent emails made with ${kid} are lost.
  Their users need a new password by email

  Signing keys `)
  expect(keys('MASTER_KEYS')).toEqual(after)
  expect(keys('SIGNING_KEYS')).toEqual([s1, s2, s0, over])
})

it('says nothing of other services when it is a master key that is new', async () => {
  const { give } = operate(`MASTER_KEYS='${shown({ keys: [m1] })}'`)
  expect((await give('kill m1 --yes')).stdout).not.toContain(warning)
  expect((await give('rotate master')).stdout).not.toContain(warning)
})

const notASet = (name: string) =>
  `✘ ${name} in FILE is not a JWK Set of keys with IDs, as JSON in single quotes\n`
const twice = shown({ keys: [s1, s1] })

it.each([
  ['kill s3', FULL, '✘ No key in FILE has the ID “s3”\n'],
  ['', undefined, '✘ There is no FILE. To create it: npm run keys -- make --file FILE\n'],
  [
    'rotate master',
    SIGNING_LINE,
    '✘ FILE has no MASTER_KEYS. To create it: npm run keys -- make --file FILE\n',
  ],
  [
    'rotate master --remote',
    undefined,
    '✘ There is no FILE. Put the keys of the deployed Worker there. Only for a Worker without keys: npm run keys -- make --remote --file FILE\n',
  ],
  ['rotate signing --remote', SIGNING_LINE, '✘ FILE has no MASTER_KEYS, and the Worker needs both secrets\n'],
  ['push', MASTER_LINE, '✘ FILE has no SIGNING_KEYS, and the Worker needs both secrets\n'],
  ['', 'MASTER_KEYS=words', notASet('MASTER_KEYS')],
  ['make', "SIGNING_KEYS='{}'", notASet('SIGNING_KEYS')],
  ['make', `SIGNING_KEYS='{"keys":[]}'`, notASet('SIGNING_KEYS')],
  ['make', `SIGNING_KEYS='[]'`, notASet('SIGNING_KEYS')],
  ['make', 'SIGNING_KEYS=null', notASet('SIGNING_KEYS')],
  ['make', `SIGNING_KEYS="${SIGNING_LINE.slice(14, -1)}"`, notASet('SIGNING_KEYS')],
  ['make', `SIGNING_KEYS='{"keys":[null]}'`, notASet('SIGNING_KEYS')],
  ['make', `SIGNING_KEYS='{"keys":[{"kid":"a.b"}]}'`, notASet('SIGNING_KEYS')],
  ['make', `SIGNING_KEYS='{"keys":[{"kid":"a","iat":1795000000000}]}'`, notASet('SIGNING_KEYS')],
  ['rotate signing', `SIGNING_KEYS='${twice}'`, notASet('SIGNING_KEYS')],
  ['push', `${FULL}MASTER_KEYS=1`, notASet('MASTER_KEYS')],
  [
    'rotate signing',
    `${FULL}JWT_ACCESS_SECONDS=5m\n`,
    '✘ JWT_ACCESS_SECONDS: is not a whole number from 1 to 34560000\n',
  ],
])('refuses “%s” of %j and changes nothing', async (command, text, stderr) => {
  const { read, give } = operate(text)
  expect(await give(command)).toEqual({ code: 2, stdout: '', stderr })
  expect(read()).toBe(text)
})
