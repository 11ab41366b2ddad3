import { everyVerifier } from '../../../account/passwords/foreign/every-verifier.ts'
import { oldLoginMark } from '../../../account/sign-in/old-login/old-login.ts'
import type { Config } from '../../../ports/config.ts'
import { classifyHash } from '../../import/classify-hash.ts'
import type { HashReader } from '../../import/report/write-report.ts'
import type { OldPerson } from '../../import/source.ts'

const nameOf = (password: string): string | undefined =>
  Object.entries(everyVerifier).find(([, { reads }]) => reads(password))?.[0]

/** Says whether the configuration can verify a hash, and notes which verifiers it lacks. */
export const openVerifiers = (
  { importedPasswords, oldLogin }: Pick<Config, 'importedPasswords' | 'oldLogin'>,
  source: string,
) => {
  const lacking = new Map<string, number>()
  const canVerify = (password: string): boolean =>
    classifyHash(password).verdict === 'here' && importedPasswords.some(({ reads }) => reads(password))
  return {
    /** Whether the hash will be verified. False for no hash. */
    canVerify,

    /**
     * What is stored of somebody whose password the old login is asked about. Undefined if it is verified here, if there
     * is none, or if gatehouse.config.ts asks no login of this source.
     */
    askedAs({ password, ...person }: OldPerson): string | undefined {
      if (oldLogin?.source !== source || classifyHash(password).verdict === 'unusable') return undefined
      return canVerify(password) ? undefined : oldLoginMark(oldLogin, person)
    },

    /** Who reads the hash; counts the person if the configuration only lacks the verifier. */
    readerOf: (password: string): HashReader => {
      if (canVerify(password)) return 'configured'
      const missing = nameOf(password)
      if (missing === undefined) return 'nobody'
      lacking.set(missing, (lacking.get(missing) ?? 0) + 1)
      return 'lacking'
    },

    /** For how many people gatehouse.config.ts has to name which verifier. */
    lacking: (): [verifier: string, people: number][] => [...lacking],
  }
}

export type Verifiers = ReturnType<typeof openVerifiers>
