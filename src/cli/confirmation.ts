import { Refused } from './refused.ts'

/** Asks whether to continue. Undefined where there is no terminal to ask at. */
export type Confirm = (consequence: string) => Promise<boolean | undefined>

/** Throws Refused unless `--yes` was given or the operator agrees. */
export const requireConfirmation = async (hasYes: boolean, consequence: string, confirm: Confirm) => {
  if (hasYes) return
  const answer = await confirm(consequence)
  if (answer === undefined) throw new Refused(`${consequence}\n  To confirm, add --yes`)
  if (!answer) throw new Refused('Nothing was changed')
}
