import type { AllAccounts } from '../../../ports/all-accounts.ts'
import type { Clock } from '../../../ports/clock.ts'
import type { Move } from '../../../ports/move.ts'

const KINDS: Record<string, string> = {
  own: 'our own hash',
  none: 'no password',
  asked: 'the old login is asked',
}
const DAY = 86_400_000

const line = (count: number, total: number, text: string) => {
  const share = `${((100 * count) / total).toFixed(1)} %`.padStart(7)
  return `${count.toLocaleString('en').padStart(11)}  ${share}  ${text}`
}

/** How many sign-ins were right, to compare with the days before: a bad import shows here first. */
const signInLines = async (move: Move, now: number): Promise<string[]> => {
  const times: [from: number, to: number, text: string][] = [
    [now - DAY, now, 'sign-ins that were right, of the last 24 hours'],
    [now - 8 * DAY, now - DAY, 'of the seven days before'],
  ]
  const lines: string[] = []
  for (const [from, to, text] of times) {
    const { right, wrong } = await move.signIns(from, to)
    if (right + wrong > 0) lines.push(line(right, right + wrong, text))
  }
  return lines
}

/**
 * How many people have signed in since they were imported: their password has a hash of our own. And how many sign-ins
 * were right.
 */
export const moved = async ({
  allAccounts,
  move,
  ports: { clock },
}: {
  allAccounts: AllAccounts
  move: Move
  ports: { clock: Clock }
}): Promise<number> => {
  const kinds = await allAccounts.countHashes()
  const total = kinds.reduce((sum, { count }) => sum + count, 0)
  if (total === 0) console.log('There are no accounts')
  for (const { kind, count } of kinds) console.log(line(count, total, KINDS[kind] ?? `imported, ${kind}`))
  for (const each of await signInLines(move, clock.now())) console.log(each)
  return 0
}
