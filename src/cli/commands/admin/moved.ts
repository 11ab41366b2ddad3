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
const signInsOf = async (move: Move, now: number) => {
  const times: [from: number, to: number, text: string][] = [
    [now - DAY, now, 'sign-ins that were right, of the last 24 hours'],
    [now - 8 * DAY, now - DAY, 'of the seven days before'],
  ]
  const counts: { text: string; right: number; wrong: number }[] = []
  for (const [from, to, text] of times) counts.push({ text, ...(await move.signIns(from, to)) })
  return counts
}

/**
 * How many people have signed in since they were imported: their password has a hash of our own. And how many sign-ins
 * were right.
 */
export const moved = async ({
  allAccounts,
  move,
  ports: { clock },
  asJson = false,
}: {
  allAccounts: AllAccounts
  move: Move
  ports: { clock: Clock }
  asJson?: boolean
}): Promise<number> => {
  const kinds = await allAccounts.countHashes()
  const total = kinds.reduce((sum, { count }) => sum + count, 0)
  const [day, week] = await signInsOf(move, clock.now())
  if (asJson) {
    const signIns = { last_day: day && rates(day), seven_days_before: week && rates(week) }
    const passwords = Object.fromEntries(kinds.map(({ kind, count }) => [kind, count]))
    console.log(JSON.stringify({ accounts: total, passwords, sign_ins: signIns }))
    return 0
  }
  if (total === 0) console.log('There are no accounts')
  for (const { kind, count } of kinds) console.log(line(count, total, KINDS[kind] ?? `imported, ${kind}`))
  for (const { text, right, wrong } of [day, week].filter((each) => each !== undefined))
    if (right + wrong > 0) console.log(line(right, right + wrong, text))
  return 0
}

const rates = ({ right, wrong }: { right: number; wrong: number }) => ({ right, wrong })
