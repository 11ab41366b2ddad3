import { parseEnv } from 'node:util'
import { Refused } from '../refused.ts'
import { JWT_SPARE_SECONDS, longestJwt } from './jwt-lifetime.ts'
import type { KeyChange } from './key-change.ts'
import type { KeysRequest } from './keys-arguments.ts'
import { killKey, kindOf } from './kill-key.ts'
import { makeKeys } from './make-keys.ts'
import { rotateMasterKeys, rotateSigningKeys } from './rotate-keys.ts'
import { type KeySets, secretNames } from './stored-key-sets.ts'
import { howToMake, placeOf, sameFor } from './vars-place.ts'

export type ChangeRequest = Extract<KeysRequest, { kind: 'make' | 'rotate' | 'kill' }>

/**
 * `now` in unix seconds; `workerVars` gives the variables of wrangler.toml, `deployedSecrets` the names of the secrets
 * that the deployed Worker has, and throws Refused when that cannot be found out.
 */
export type ChangeMeans = {
  now: number
  workerVars: () => Promise<Record<string, unknown>>
  deployedSecrets: () => Promise<string[]>
}

/** What the request makes of the sets in this text. Throws Refused when it cannot be done as asked. */
export const askedChange = async (
  request: ChangeRequest,
  text: string,
  sets: KeySets,
  { now, workerVars, deployedSecrets }: ChangeMeans,
): Promise<KeyChange> => {
  const { name } = placeOf(request)
  if (request.kind === 'make') {
    if (request.isRemote && !sets.master && (await deployedSecrets()).includes(secretNames.master)) {
      throw new Refused(
        `The deployed Worker has ${secretNames.master} that are not in ${name}: new ones would lose every password.
  Put the keys that it has there. If they are gone for good: npx wrangler secret delete ${secretNames.master}`,
      )
    }
    return makeKeys(sets, now)
  }

  if (request.kind === 'kill') {
    const { kid, isMeant } = request
    if (kindOf(sets, kid) === 'master' && !isMeant) {
      throw new Refused(
        `Killing the master key ${kid} loses the passwords, tokens, links and unsent mail made under it.
  Everybody whose password is under it needs a new one by mail.
  If that is what you want: ${sameFor(`kill ${kid} --yes`, request)}`,
      )
    }
    const change = killKey(sets, kid, now)
    if (!change) throw new Refused(`No key in ${name} has the id “${kid}”`)
    return change
  }

  const set = sets[request.of]
  if (!set) throw new Refused(`${name} has no ${secretNames[request.of]}. ${howToMake(request)}`)
  if (request.of === 'master') return rotateMasterKeys(sets, set, now)
  const lasting = longestJwt(parseEnv(text), await workerVars()) + JWT_SPARE_SECONDS
  return rotateSigningKeys(sets, set, now, lasting)
}
