import type { Ports } from '../../ports/ports.ts'
import type { Purpose } from '../../ports/schema.ts'
import { emailKey, normalised } from '../names/name-keys.ts'

/* The short code of an email: 40 random bits, to be typed on another device. Five wrong tries end it (EML-10). */

const LENGTH = 8
/** Crockford's base 32: without I, L, O and U, which are easily misread. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

export const newCode = (random: Ports['random']) =>
  Array.from(random.bytes(LENGTH), (byte) => ALPHABET[byte % ALPHABET.length]).join('')

/** A code as it was typed or pasted, of an email or of an app. Spaces, dashes and what is invisible are ignored. */
export const plainCode = (typed: string) =>
  typed.replace(/[\s\p{Pd}\u2212\p{Cf}\p{Default_Ignorable_Code_Point}]/gu, '')

/** Whether nothing was typed that counts. */
export const isBlankCode = (typed: string) => plainCode(typed) === ''

/** The code of an email, or a recovery code, as it was meant. Width and case are ignored as well. I and L are 1, O is 0. */
export const readCode = (typed: string) =>
  plainCode(normalised(typed)).toUpperCase().replace(/[IL]/g, '1').replaceAll('O', '0')

/** The text of which a code's hash is stored. It binds the code to one purpose and one email address. */
export const codeMessage = (purpose: Purpose, email: string, code: string) =>
  `${purpose} ${emailKey(email)} ${readCode(code)}`
