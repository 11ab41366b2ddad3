import { compareMasterKeys } from '../../compare-master-keys.ts'
import { Refused } from '../../refused.ts'

/**
 * Throws Refused unless the database was made with these keys: a password or a job made with another key would be lost.
 * A local database may not know its keys yet, because they are recorded at the first request to /readyz.
 */
export const requireMatchingKeys = async (
  env: Pick<Env, 'DB' | 'MASTER_KEYS'>,
  isRemote: boolean,
): Promise<void> => {
  const file = isRemote ? '.production.vars' : '.dev.vars'
  const { current, others, unseen } = await compareMasterKeys(env.DB, env)
  if (others.length > 0) {
    throw new Refused(`The master key ${others[0]} in ${file} is not the one that the database was made with`)
  }
  if (isRemote && unseen.includes(current)) {
    throw new Refused(
      `The deployed database does not know the master key ${current} of ${file}. Is it the file of this deployment?
  If it is, let the Worker record its keys: npm run doctor -- --remote, then its URL`,
    )
  }
}
