import { env } from 'cloudflare:workers'
import type { Call, Plan } from '../../support/fragile-bindings.ts'

const isInFull = env.MODE === 'prove'

/** Every fault of every call for `npm run prove`; in every test run some of each, others at each endpoint and call. */
export function plansFor(made: { calls: Call[]; inTime: number }, endpoint: number): Plan[] {
  const seen = new Map<string, number>()
  return everyPlanFor(made).filter((plan) => {
    const call = `${plan.part} ${plan.at}`
    const nth = seen.get(call) ?? 0
    seen.set(call, nth + 1)
    return isInFull || (nth + plan.at + endpoint) % 3 === 0
  })
}

/** Every fault of every call; of D1 after the answer, where nobody waits, one before and one after it was done. */
function everyPlanFor({ calls: all, inTime }: { calls: Call[]; inTime: number }): Plan[] {
  const seen = { D1: 0, KV: 0, R2: 0, mail: 0 }
  return all.flatMap(({ part, writes }, nth): Plan[] => {
    const at = seen[part]++
    const goes = { part, at, fault: part === 'D1' ? 'overloaded' : 'lost', later: 'overloaded' } as const
    const hangs = { part, at, fault: 'hangs' } as const
    const lost = { part, at, fault: 'answer lost' } as const
    if (part === 'D1' && nth >= inTime) return writes ? [goes, lost] : [goes]
    if (!writes) return [{ part, at, fault: 'lost' }, goes, hangs]
    return [goes, hangs, lost, { ...lost, later: 'overloaded' }, { part, at, fault: 'applied and hangs' }]
  })
}
