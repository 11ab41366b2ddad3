import { expect, it } from 'vitest'
import { isDrfToken } from '../../../src/account/sessions/imported/drf-tokens.ts'
import { openHouse } from './local-database.ts'
import { sqliteFile } from './open-fixture.ts'

/** Of `Vq7-mountain-Kestrel`. */
const PASSWORD = 'Vq7-mountain-Kestrel'
const GOOD = 'pbkdf2_sha256$1000$aB3$vTEUW/zA1ymPfPvkFnwW17kk71fxz/9NCjnaacZb/Rw='
const CUT = GOOD.slice(0, -6)
/** Of a memory that is allowed, and of more passes than are. */
const DEAR =
  'argon2$argon2id$v=19$m=65536,t=9,p=1$c2FsdHNhbHQxMjM0NTY3OA$dI1mp6GSQhR8PywUEKqgC/Wyep7vVnTGD6gdkEBrFA0'

const site = (...hashes: string[]) =>
  sqliteFile(`create table auth_user (id integer primary key, password varchar(128), username varchar(150),
      email varchar(254), is_active bool, is_superuser bool, last_login datetime, date_joined datetime);
    ${hashes
      .map(
        (hash, at) =>
          `insert into auth_user values (${at + 1}, '${hash}', 'person${at}', '', 1, 0, null, '2024-01-01');`,
      )
      .join('')}`)

it('judges each hash by itself, whatever comes before it', async () => {
  const { run, canSignIn } = await openHouse()
  const { code, stdout } = await run(site(CUT, GOOD, DEAR))
  expect(code).toBe(0)
  expect(stdout).toMatch(/1 {2}pbkdf2_sha256 {2}It is verified here/)
  expect(stdout).toMatch(/1 {2}pbkdf2_sha256 {2}It is broken, or costs more than a sign-in may/)
  expect(stdout).toMatch(/1 {2}argon2id {7}It is broken, or costs more than a sign-in may/)
  expect(await canSignIn('person0', PASSWORD)).toBe(false)
  expect(await canSignIn('person1', PASSWORD)).toBe(true)
})

it.each([
  ['b74bc476c63b8f8dce85583778c06df836ed05823', true],
  ['B74BC476C63B8F8DCE85583778C06DF836ED05823', true],
  ['made-by_the-project/itself!', true],
  ['short', false],
  ['with blanks in twenty characters', false],
  ['a.jwt.of-some-other-kind-or-so', false],
  ['x'.repeat(129), false],
])('accepts the token %s: %s', (token, isAccepted) => {
  expect(isDrfToken(token)).toBe(isAccepted)
})
