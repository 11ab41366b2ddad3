import { everyVerifier } from '../../../account/passwords/foreign/every-verifier.ts'
import { oldLoginMark } from '../../../account/sign-in/old-login/old-login.ts'
import type { Config } from '../../../ports/config.ts'
import type { PasswordVerifier } from '../../../ports/imported-password.ts'
import { classifyHash } from '../../import/classify-hash.ts'
import type { OldPerson } from '../../import/source.ts'

/** Verifiers do not look at this: it stands for the account that does not exist yet. */
const NOBODY = ''

const reads = async (verifiers: Iterable<PasswordVerifier>, password: string) => {
  for (const { importHash } of verifiers) if (await importHash(password, NOBODY)) return true
  return false
}

const nameOf = async (password: string): Promise<string | undefined> => {
  for (const [name, verifier] of Object.entries(everyVerifier))
    if (await reads([verifier], password)) return name
  return undefined
}

/**
 * Says whether the configuration can verify a hash, and notes which verifiers it lacks. Hashes of one algorithm and cost
 * are alike, so one of them is tried: to read MD5 and SHA-1 takes as long as to hash a password.
 */
export const openVerifiers = (
  { importedPasswords, oldLogin }: Pick<Config, 'importedPasswords' | 'oldLogin'>,
  source: string,
) => {
  const known = new Map<string, { isRead: boolean; missing: string | undefined }>()
  const lacking = new Map<string, number>()
  const tried = async (password: string) => {
    const { algorithm, parameters } = classifyHash(password)
    const key = JSON.stringify([algorithm, parameters])
    const found = known.get(key)
    if (found) return found
    const isRead = await reads(importedPasswords, password)
    const made = { isRead, missing: isRead ? undefined : await nameOf(password) }
    known.set(key, made)
    return made
  }
  const canVerify = async (password: string): Promise<boolean> =>
    classifyHash(password).verdict === 'here' && (await tried(password)).isRead
  return {
    /** Whether the hash will be verified. False for no hash. */
    canVerify,

    /**
     * What is stored of somebody whose password the old login is asked about. Undefined if it is verified here, if there
     * is none, or if gatehouse.config.ts asks no login of this source.
     */
    async askedAs({ password, ...person }: OldPerson): Promise<string | undefined> {
      if (oldLogin?.source !== source || classifyHash(password).verdict === 'unusable') return undefined
      return (await canVerify(password)) ? undefined : oldLoginMark(oldLogin, person)
    },

    /** Whether the hash will be verified; counts the person if the configuration only lacks the verifier. */
    countLacking: async (password: string): Promise<boolean> => {
      const { isRead, missing } = await tried(password)
      if (missing !== undefined) lacking.set(missing, (lacking.get(missing) ?? 0) + 1)
      return isRead
    },

    /** For how many people gatehouse.config.ts has to name which verifier. */
    lacking: (): [verifier: string, people: number][] => [...lacking],
  }
}

export type Verifiers = ReturnType<typeof openVerifiers>
