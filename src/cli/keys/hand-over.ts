import { parseEnv } from 'node:util'
import { Refused } from '../refused.ts'
import { complain, note, showProgress } from '../terminal.ts'
import { type KeySets, keyKinds, secretNames } from './stored-key-sets.ts'
import type { Upload } from './upload-secrets.ts'

/** Throws Refused unless both sets are there: the deployed Worker gets both or none. */
export const needBoth = (sets: KeySets, file: string) => {
  const missing = keyKinds.find((kind) => !sets[kind])
  if (missing) throw new Refused(`${file} has no ${secretNames[missing]}, and the Worker needs both secrets`)
}

/** Hands both secrets of a vars file to the deployed Worker and gives the exit code. */
export const handOver = async (
  text: string,
  file: string,
  upload: Upload,
  again: string,
): Promise<number> => {
  const vars = parseEnv(text)
  const secrets = keyKinds.map((kind) => [secretNames[kind], vars[secretNames[kind]] ?? ''])
  const hideProgress = showProgress('Handing both secrets to the deployed Worker')
  const { code, said } = await upload(Object.fromEntries(secrets))
  hideProgress()
  if (code === 0) {
    note('The deployed Worker has both secrets')
    return 0
  }
  if (said) console.error(said)
  complain(`The secrets could not be handed over: the deployed Worker still has its old ones.
  ${file} keeps what it has now. To try again: ${again}`)
  return 1
}
