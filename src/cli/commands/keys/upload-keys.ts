import { parseEnv } from 'node:util'
import { Refused } from '../../refused.ts'
import { complain, note, showProgress } from '../../terminal.ts'
import type { WranglerOutput } from '../../wrangler/run-wrangler.ts'
import { type KeySets, keyKinds, secretNames } from './stored-key-sets.ts'

/** Uploads secrets to the deployed Worker. */
export type Upload = (secrets: Record<string, string>) => Promise<Pick<WranglerOutput, 'code' | 'text'>>

/** Throws Refused unless both sets exist: the deployed Worker gets both or none. */
export const requireBoth = (sets: KeySets, file: string) => {
  const missing = keyKinds.find((kind) => !sets[kind])
  if (missing) throw new Refused(`${file} has no ${secretNames[missing]}, and the Worker needs both secrets`)
}

/** Uploads both secrets of a vars file to the deployed Worker, and returns the exit code. */
export const uploadKeys = async (
  varsText: string,
  file: string,
  upload: Upload,
  again: string,
): Promise<number> => {
  const vars = parseEnv(varsText)
  const secrets = keyKinds.map((kind) => [secretNames[kind], vars[secretNames[kind]] ?? ''])
  const hideProgress = showProgress('Uploading both secrets to the deployed Worker')
  const { code, text } = await upload(Object.fromEntries(secrets))
  hideProgress()
  if (code === 0) {
    note('The deployed Worker has both secrets')
    return 0
  }
  if (text.trim()) console.error(text.trim())
  complain(`The secrets could not be uploaded. The deployed Worker still has its old ones.
  ${file} keeps the new ones. To try again: ${again}`)
  return 1
}
