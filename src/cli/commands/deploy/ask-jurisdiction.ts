import { isCancel, select } from '@clack/prompts'
import { Refused } from '../../refused.ts'
import type { Jurisdiction } from './plan.ts'

/** Asks at a terminal where the data of the new database have to stay. Throws Refused on Ctrl-C. */
export async function askJurisdiction(): Promise<Jurisdiction | undefined> {
  if (!process.stdin.isTTY) return undefined
  const where = await select<Jurisdiction | 'anywhere'>({
    message: 'Where does D1 have to keep the data? This can only be chosen now',
    options: [
      { value: 'anywhere', label: 'Anywhere', hint: 'near the first request' },
      { value: 'eu', label: 'In the European Union' },
      { value: 'us', label: 'In the United States' },
      { value: 'fedramp', label: 'In data centres that are FedRAMP-compliant' },
    ],
    output: process.stderr,
    withGuide: false,
  })
  if (isCancel(where)) throw new Refused('Nothing was changed')
  return where === 'anywhere' ? undefined : where
}
