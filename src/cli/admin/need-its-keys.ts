import { compareMasterKeys } from '../compare-master-keys.ts'
import { Refused } from '../refused.ts'

/**
 * Throws Refused unless the database is one for these keys: a password or a job under another would be lost. A local
 * one need not have seen them yet, for nobody may have asked its /readyz.
 */
export const needItsKeys = async (env: Pick<Env, 'DB' | 'MASTER_KEYS'>, isRemote: boolean): Promise<void> => {
  const file = isRemote ? '.production.vars' : '.dev.vars'
  const { current, others, unseen } = await compareMasterKeys(env.DB, env)
  if (others.length > 0) {
    throw new Refused(
      `The master key ${others[0]} in ${file} is another one than the database was made under`,
    )
  }
  if (isRemote && unseen.includes(current)) {
    throw new Refused(
      `The deployed database has not seen the master key ${current} of ${file}. Is it the file of this deployment?
  If it is, let the Worker look at its keys: npm run doctor -- --remote, and its address`,
    )
  }
}
