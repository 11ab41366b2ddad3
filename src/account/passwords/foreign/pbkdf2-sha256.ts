import { pbkdf2Verifier } from './pbkdf2.ts'
import { sha256 } from './sha256.ts'

/** Django's default, `pbkdf2_sha256$…`. */
export const pbkdf2Sha256 = pbkdf2Verifier('pbkdf2_sha256', sha256)
