import { parseEnv } from 'node:util'
import { type Confirm, requireConfirmation } from '../../confirmation.ts'
import { Refused } from '../../refused.ts'
import { JWT_SPARE_SECONDS, longestJwt } from './jwt-lifetime.ts'
import type { KeyChange } from './key-change.ts'
import type { KeysRequest } from './keys-request.ts'
import { killKey, kindOf } from './kill-key.ts'
import { makeKeys } from './make-keys.ts'
import { rotateMasterKeys, rotateSigningKeys } from './rotate-keys.ts'
import { type KeySets, secretNames } from './stored-key-sets.ts'
import { howToMake, placeOf } from './vars-location.ts'

export type ChangeRequest = Extract<KeysRequest, { kind: 'make' | 'rotate' | 'kill' }>

/**
 * `now` in unix seconds. `workerVars` returns the variables of wrangler.toml. `deployedSecrets` returns the names of the
 * deployed Worker's secrets, and throws Refused when they cannot be listed.
 */
export type KeysContext = {
  now: number
  workerVars: () => Promise<Record<string, unknown>>
  deployedSecrets: () => Promise<string[]>
  confirm: Confirm
}

/** The key sets after the change. Throws Refused when the request cannot be carried out. */
export const changeKeys = async (
  request: ChangeRequest,
  text: string,
  sets: KeySets,
  { now, workerVars, deployedSecrets, confirm }: KeysContext,
): Promise<KeyChange> => {
  const { name } = placeOf(request)
  if (request.kind === 'make') {
    if (request.isRemote && !sets.master && (await deployedSecrets()).includes(secretNames.master)) {
      throw new Refused(
        `The deployed Worker has ${secretNames.master} that are not in ${name}. New ones would lose every password.
  Put the old keys into that file. If they are lost: npx wrangler secret delete ${secretNames.master}`,
      )
    }
    return makeKeys(sets, now)
  }

  if (request.kind === 'kill') {
    const { kid, isMeant } = request
    if (kindOf(sets, kid) === 'master') {
      const consequence = `Deleting the master key ${kid} invalidates the passwords, tokens, links and unsent emails made with it.
  Their users need a new password by email.`
      await requireConfirmation(isMeant, consequence, confirm)
    }
    const change = killKey(sets, kid, now)
    if (!change) throw new Refused(`No key in ${name} has the ID “${kid}”`)
    return change
  }

  const set = sets[request.of]
  if (!set) throw new Refused(`${name} has no ${secretNames[request.of]}. ${howToMake(request)}`)
  if (request.of === 'master') return rotateMasterKeys(sets, set, now)
  const validFor = longestJwt(parseEnv(text), await workerVars()) + JWT_SPARE_SECONDS
  return rotateSigningKeys(sets, set, now, validFor)
}
