import type { Ports } from '../../ports/ports.ts'
import type { Purpose } from '../../ports/schema.ts'
import { emailKey, normalised } from '../words.ts'

/* The short code of an email: 40 random bits, to be typed on another device. Five wrong ones kill it (EML-10). */

const LENGTH = 8
/** Crockford's base 32: no I, L, O and U, which are read as something else. */
const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

export const newCode = (random: Ports['random']) =>
  Array.from(random.bytes(LENGTH), (byte) => LETTERS[byte % LETTERS.length]).join('')

/** The code as it was meant: in any width and case, with blanks, dashes or what shows nothing in it, I and L for 1, O for 0. */
export const readCode = (typed: string) =>
  normalised(typed)
    .toUpperCase()
    .replace(/[\s\p{Pd}\u2212\p{Cf}\p{Default_Ignorable_Code_Point}]/gu, '')
    .replace(/[IL]/g, '1')
    .replaceAll('O', '0')

/** What is hashed of a code: it is good for one purpose, for who had the email at this address. */
export const codeMessage = (purpose: Purpose, email: string, code: string) =>
  `${purpose} ${emailKey(email)} ${readCode(code)}`
