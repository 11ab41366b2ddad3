import { env } from 'cloudflare:workers'
import { everyVerifier } from '../../src/account/passwords/foreign/every-verifier.ts'
import { foreignHash } from '../../src/account/passwords/foreign/foreign-hash.ts'
import { defineConfig } from '../../src/ports/config.ts'
import { type AppEnv, openGatehouse } from './gatehouse.ts'
import { type SignedUp, signUp } from './people.ts'
import { rowsOf } from './rows.ts'

/* People whose passwords another system hashed. */

/** A back end that verifies whatever can be. */
export const foreignConfig = defineConfig({ importedPasswords: Object.values(everyVerifier) })

export const openMovedHouse = (own: Partial<Env> = {}) => openGatehouse(own, { config: foreignConfig })

export const hashOf = async ({ id }: Pick<SignedUp, 'id'>) =>
  (await rowsOf('accounts')).find((row) => row.id === id)?.password_hash as string

export const setHash = ({ id }: Pick<SignedUp, 'id'>, hash: string) =>
  env.DB.prepare('update accounts set password_hash = ? where id = ?').bind(hash, id).run()

/** Somebody who has been imported with this hash, and has not been here since. */
export async function moveIn(gatehouse: AppEnv, hash: string, password: string): Promise<SignedUp> {
  const person = await signUp(gatehouse, 'moved')
  const stored = await foreignHash(gatehouse.ports, person.id, hash)
  if (stored === undefined) throw new Error(`not read: ${hash}`)
  await setHash(person, stored)
  return { ...person, password }
}

/** Hashes that Django 3.2, bcryptjs and Python's hashlib wrote, with their passwords. Nobody has them. */
export const CHEAP: [name: string, password: string, hash: string][] = [
  [
    'pbkdf2_sha256, 36,000',
    'old-but-gold-36',
    'pbkdf2_sha256$36000$sheoeYad48Tk$XKm/dOgOE8iyVxnISC4VYMHIPcOo2Y649uGWyrrJy14=',
  ],
  [
    'pbkdf2_sha256, 10,000',
    'django-1.4-days',
    'pbkdf2_sha256$10000$JBYBaqF2gyg7$TaS7HlcgM1Yx5GfYSI//yYMTZzEOSrKqGdZN6dUPs+w=',
  ],
  [
    'pbkdf2_sha256, 260,000',
    'as-debian-writes-it-3',
    'pbkdf2_sha256$260000$Dm3VibUq0lzmuedE0H9uNi$S+Opwb3ZwCXGjxgtzJzctd/l5a/cQxXBGMVUmSIQS+s=',
  ],
  [
    'pbkdf2_sha256, in Cyrillic',
    'пароль-с-кириллицей-7',
    'pbkdf2_sha256$260000$3mdYOSrJeYNrZzHnH3YjLn$pUAkJzumY12vWGhlISOszBrmzPnFGTy8IKw/IeU/l38=',
  ],
  [
    'pbkdf2_sha256, decomposed',
    'cafe\u0301-decomposed',
    'pbkdf2_sha256$260000$iHpr8peHsXIr9z9cScIcGR$mhxRK35AIhgULrursfScdHTAnIkFwfZEDidJsO8Z7uw=',
  ],
  [
    'pbkdf2_sha256, with blanks around',
    '  spaces around  ',
    'pbkdf2_sha256$260000$eCWTWHxlILQq55w7Zavoit$2pM1zN5ijv4I+zoGhKKraJ/lMTSHGeiF9jDFsn19SAM=',
  ],
  [
    'pbkdf2_sha1',
    'pbkdf2-with-sha-one',
    'pbkdf2_sha1$260000$hAvo5r5lc9w2MviQhNzCgL$2XstySvfELeyhYyd27dUH3srRaE=',
  ],
  [
    'pbkdf2_sha512',
    'five-hundred-twelve',
    'pbkdf2_sha512$120000$NaClNaClNaCl$AFQE6raGsF1Law6Eg8uT+gDtMAVE0m3er8hHJO/WkpJGYlFMBExZQfDdqbCTQrn4Zc0DrydG9N9wZBJApZpXfA==',
  ],
  ['bcrypt, $2b$', 'Masala-chai-2024', '$2b$10$K8toTDXGRitahECD4.pF9.93.r4cytEm6lvTVDDLaRY54Wtxq7X8m'],
  ['bcrypt, $2a$', 'two-a-prefix-old', '$2a$10$VHJdtxau6k5JIVm3sw6x9uxLpY6FpEHnLpshkN/.hokpJKLgXmWOS'],
  ['bcrypt, $2y$', 'two-y-prefix-php', '$2y$10$wfHOigTwY2pRovptV0D6yuyfrmQ6OyhjswAM5eFn4Y3R7jzhToxtK'],
  [
    'bcrypt, of more than ASCII',
    'pass-\u{1f510}-word-\u{1f642}',
    '$2b$10$IpIJbzK.50Xid08BX7IHROfKxTuZ.Xrxa66Mx0wlX/XGymOFfbIFq',
  ],
  [
    'bcrypt of Django',
    'bcrypt-as-it-is',
    'bcrypt$$2b$12$2mSVSZvR1WZlWlqRoOv9zuoYzL5KMUImDWXgA9v/dgkgv.ExGAf4O',
  ],
  [
    'bcrypt_sha256',
    'bcrypt-over-sha256!',
    'bcrypt_sha256$$2b$12$JnWoCdlIOn3qW0V3atSikePNRLUMRUidmevHFhr/KwNhKw5hWZ.dq',
  ],
  [
    'bcrypt_sha256, of more than 72 bytes',
    `${'long '.repeat(30)}end`,
    'bcrypt_sha256$$2b$12$iOcWlqpgTchJxh8nkdoad.iZykKVR9lRuSnbSWw3NL5RM3J9piKrq',
  ],
  [
    'scrypt',
    'scrypt-one-lane-1',
    'scrypt$16384$eHxABdJ0ElIj3eHtGvs4Iu$8$1$8enN0bnhNl09xaUrvlw/RcpIrp2sVwDOCa8TRB/vPMZiTh905bbbQTyrzJ0h/CYRaA+EuBmcFTotyS5dqf1zJQ==',
  ],
  [
    'scrypt of five lanes',
    'scrypt-five-lanes-5',
    'scrypt$16384$GnpOf4Ry82rZTaxHeN7sDd$8$5$Sgn49v/keiE0Os8tRtTqcViHWrZ2kqIxQB55HM/Cxn+MCbLfAfPn4nJ0wAUoFoynN/cxCaJhl6S4n+SW7tx87A==',
  ],
  [
    'argon2id, 64 MiB',
    'argon-small-65536',
    'argon2$argon2id$v=19$m=65536,t=3,p=4$N0FJR3ZqYVRyT1FzME9saA$/dI1mp6GSQhR8PywUEKqgC/Wyep7vVnTGD6gdkEBrFA',
  ],
  [
    'argon2i',
    'password',
    '$argon2i$v=19$m=5000,t=3,p=4$c29tZXNhbHQx$YUnXloXb68nYdjslk4sEjdcz/Pii9rqMnm8JCY0pEXA',
  ],
  [
    'argon2id',
    'password',
    '$argon2id$v=19$m=4096,t=2,p=1$c29tZXNhbHQx$+BU7xEA8/L7LOH3ZaTOOw8Tsrteb0wTULs10rOqrWik',
  ],
  ['md5', 'salted-md5-legacy', 'md5$zD14y2upyfu5$60e088193b282aeae6a3b27ec77d23ea'],
  ['md5 without salt', 'salted-md5-legacy', 'md5$$48958222985c9a02313081cda49264c1'],
  ['md5 alone', 'salted-md5-legacy', '48958222985c9a02313081cda49264c1'],
  ['sha1', 'salted-sha1-legacy', 'sha1$F8cGMWvChD3V$8d734c43bdd88595edaf5a63bcabe0e560f5613c'],
  ['sha1 without salt', 'salted-sha1-legacy', 'sha1$$65cee9c7ce38e57c94da0b6c2b8098406daf7bbd'],
]

/** The same of Django 5 and 6, whose sign-ins take a while. */
export const MILLIONS: [name: string, password: string, hash: string][] = [
  [
    'pbkdf2_sha256, 1,000,000',
    'Vq7-mountain-Kestrel',
    'pbkdf2_sha256$1000000$FgPgpkP9kBED4UrHUxcfW1$qKP0cEduSJtJLoSUPXP5PegpCILu5zWVdKxJRoLapkE=',
  ],
  [
    'pbkdf2_sha256, 1,200,000',
    'twelve-hundred-thousand',
    'pbkdf2_sha256$1200000$OhQjjZbsqszmdUSDGvZ6Jr$lSXtc29FITbOrgEd/icpygviZVqzTreCwKv7hX1cKyY=',
  ],
]
