import { appendFileSync, rmSync, writeFileSync } from 'node:fs'
import type { Shown } from '../../../ports/pictures.ts'
import { Refused } from '../../refused.ts'

/** Notes pictures that were left out: how many for which reason, and in a file whose, a line of JSON each. */
export type PictureFaults = {
  note: (oldId: string, which: Shown, why: string) => void
  /** By reason, the most frequent first. */
  totals: () => [why: string, count: number][]
}

/** `report`: the file of the whole report, beside which this one is. */
export const openPictureFaults = (report: string | undefined): PictureFaults => {
  const counts = new Map<string, number>()
  const file = report === undefined ? undefined : `${report.replace(/\.json$/, '')}.pictures.jsonl`
  return {
    note: (oldId, which, why) => {
      try {
        if (file !== undefined) {
          if (counts.size === 0) {
            rmSync(file, { force: true })
            writeFileSync(file, '', { mode: 0o600 })
          }
          appendFileSync(file, `${JSON.stringify({ oldId, picture: which, why })}\n`)
        }
      } catch (error) {
        throw new Refused(`${file} cannot be written: ${(error as NodeJS.ErrnoException).code}`)
      }
      counts.set(why, (counts.get(why) ?? 0) + 1)
    },
    totals: () => [...counts].sort(([, one], [, other]) => other - one),
  }
}
