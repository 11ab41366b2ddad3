import { Email, Username } from '../words.ts'
import { normalised, plainNumber } from './name-keys.ts'

const LONGEST = 150

/** The username as it would be stored. Undefined if it is not valid. A number of a telephone may have blanks. */
export const validUsername = (username: string): string | undefined =>
  Username.safeParse(plainNumber(normalised(username.trim()))).data

/** The address as it would be stored. Undefined if it is not valid. */
export const validEmail = (email: string): string | undefined => Email.safeParse(email).data

const cut = (name: string, length: number) => [...name].slice(0, length).join('')

/** A valid username that is like this one. */
export const madeValid = (username: string): string => {
  const letters = normalised(cut(username.trim(), 2 * LONGEST))
    .replaceAll(/\p{Default_Ignorable_Code_Point}/gu, '')
    .replaceAll(/[^\p{L}\p{N}_@.+-]+/gu, '_')
  return validUsername(cut(letters, LONGEST)) ?? 'user'
}

/** The username with a number at its end. */
export const withSuffix = (username: string, number: number): string => {
  const suffix = `_${number}`
  return cut(username, LONGEST - suffix.length) + suffix
}
