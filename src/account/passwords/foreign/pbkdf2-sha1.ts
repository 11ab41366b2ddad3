import { pbkdf2Verifier } from './pbkdf2.ts'
import { sha1 } from './sha1.ts'

/** Django's `pbkdf2_sha1$…`. */
export const pbkdf2Sha1 = pbkdf2Verifier('pbkdf2_sha1', sha1)
