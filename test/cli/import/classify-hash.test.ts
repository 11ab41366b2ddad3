import { expect, it } from 'vitest'
import { classifyHash } from '../../../src/cli/import/classify-hash.ts'

const B64 = 'qKP0cEduSJtJLoSUPXP5PegpCILu5zWVdKxJRoLapkE='
const BCRYPT = '$12$2mSVSZvR1WZlWlqRoOv9zuoYzL5KMUImDWXgA9v/dgkgv.ExGAf4O'

it.each([
  [`pbkdf2_sha256$1$salt$${B64}`, 'pbkdf2_sha256', { iterations: 1 }],
  [`pbkdf2_sha256$2000000$salt$${B64}`, 'pbkdf2_sha256', { iterations: 2_000_000 }],
  ['pbkdf2_sha1$260000$salt$5QdLkDQLOSAH/+ISTDe5qkzRJWg=', 'pbkdf2_sha1', { iterations: 260_000 }],
  [`pbkdf2_sha512$150000$salt$${B64}`, 'pbkdf2_sha512', { iterations: 150_000 }],
  [`$2a${BCRYPT}`, 'bcrypt', { cost: 12 }],
  [`$2b${BCRYPT}`, 'bcrypt', { cost: 12 }],
  [`$2y${BCRYPT}`, 'bcrypt', { cost: 12 }],
  [`bcrypt$$2b${BCRYPT}`, 'bcrypt', { cost: 12 }],
  [`bcrypt_sha256$$2b${BCRYPT}`, 'bcrypt_sha256', { cost: 12 }],
  [`scrypt$16384$salt$8$5$${B64}`, 'scrypt', { n: 16_384, r: 8, p: 5 }],
  ['argon2$argon2id$v=19$m=65536,t=3,p=4$N0FJR3Zq$dI1mp6GSQ', 'argon2id', { m: 65_536, t: 3, p: 4 }],
  ['argon2$argon2i$v=19$m=512,t=2,p=2$N0FJR3Zq$dI1mp6GSQ', 'argon2i', { m: 512, t: 2, p: 2 }],
  ['$argon2id$v=19$m=19456,t=2,p=1$N0FJR3Zq$dI1mp6GSQ', 'argon2id', { m: 19_456, t: 2, p: 1 }],
  ['md5$zD14y2upyfu5$60e088193b282aeae6a3b27ec77d23ea', 'md5', {}],
  ['sha1$F8cGMWvChD3V$8d734c43bdd88595edaf5a63bcabe0e560f5613c', 'sha1', {}],
  ['60e088193b282aeae6a3b27ec77d23ea', 'unsalted_md5', {}],
  ['md5$$60e088193b282aeae6a3b27ec77d23ea', 'unsalted_md5', {}],
  ['sha1$$8d734c43bdd88595edaf5a63bcabe0e560f5613c', 'unsalted_sha1', {}],
])('verifies %s here', (hash, algorithm, parameters) => {
  expect(classifyHash(hash)).toEqual({
    algorithm,
    parameters,
    verdict: 'here',
    why: expect.stringMatching(/^It is verified here/),
  })
})

it.each([
  [`pbkdf2_sha256$2000001$salt$${B64}`, '2,000,001 iterations is more than 2,000,000'],
  [`$2b$15$${BCRYPT.slice(4)}`, '15 as the cost of bcrypt is more than 14'],
  [`scrypt$32768$salt$8$5$${B64}`, '1,310,720 as N·r·p of scrypt is more than 1,048,576'],
  ['argon2$argon2id$v=19$m=102400,t=2,p=8$N0FJR3Zq$dI1mp6GSQ', '102,400 KiB of memory for argon2'],
  ['argon2$argon2d$v=19$m=512,t=2,p=2$N0FJR3Zq$dI1mp6GSQ', 'argon2d is not verified here'],
  ['argon2$argon2i$m=512,t=2,p=2$N0FJR3Zq$dI1mp6GSQ', 'Version 16 of argon2 is not verified here'],
  ['crypt$$ab1hlZfOYVoHk', "Unix' crypt is not verified here"],
])('leaves %s to the old login', (hash, why) => {
  const { verdict, why: said } = classifyHash(hash)
  expect(verdict).toBe('callback')
  expect(said).toContain(why)
  expect(said).toContain('Set oldLogin')
})

it.each(['', '!', '!2nVc5RfT1JZbPT4gptX9cFvWXxG1fT5WuhO0328G'])('knows that %j is no password', (hash) => {
  expect(classifyHash(hash).verdict).toBe('unusable')
})

it.each([
  'plain password',
  'pbkdf2_sha256$260000$salt',
  `pbkdf2_sha256$260000$$${B64}`,
  `pbkdf2_sha256$26000a$salt$${B64}`,
  'pbkdf2_sha256$260000$salt$not base64',
  '$2b$12$short',
  '$2x$12$2mSVSZvR1WZlWlqRoOv9zuoYzL5KMUImDWXgA9v/dgkgv.ExGAf4O',
  'scrypt$16384$salt$8$1$',
  'pbkdf2:sha256:260000$salt$abcdef',
  '$6$rounds=5000$salt$hash',
])('does not know %s', (hash) => {
  const { algorithm, verdict, why } = classifyHash(hash)
  expect([algorithm, verdict]).toEqual(['unknown', 'unknown'])
  expect(why).not.toContain(hash)
})
