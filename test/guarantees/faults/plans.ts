import type { Call, Plan } from '../../support/fragile-bindings.ts'

/** Every fault of every call; of D1 after the answer, where nobody waits, one before and one after it was done. */
export function plansFor({ calls: all, inTime }: { calls: Call[]; inTime: number }): Plan[] {
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
