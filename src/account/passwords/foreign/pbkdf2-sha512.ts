import { pbkdf2Verifier } from './pbkdf2.ts'
import { sha512 } from './sha512.ts'

/** `pbkdf2_sha512$…`, as Django projects add it with a hasher of their own. */
export const pbkdf2Sha512 = pbkdf2Verifier('pbkdf2_sha512', sha512)
