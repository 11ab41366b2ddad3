import type { PasswordVerifier } from '../../../ports/imported-password.ts'
import { argon2 } from './argon2.ts'
import { bcrypt } from './bcrypt.ts'
import { digests } from './digests.ts'
import { pbkdf2Sha1, pbkdf2Sha256, pbkdf2Sha512 } from './pbkdf2.ts'
import { scrypt } from './scrypt.ts'

/**
 * Every verifier by its name in gatehouse.config.ts. For commands, which tell what a configuration lacks: the Worker
 * imports those that it needs.
 */
export const everyVerifier: Record<string, PasswordVerifier> = {
  pbkdf2Sha256,
  pbkdf2Sha1,
  pbkdf2Sha512,
  bcrypt,
  scrypt,
  argon2,
  digests,
}
