import { type Part, spend, type Timing } from './timing.ts'
import { Unavailable } from './unavailable.ts'

/** Timeouts in milliseconds, each for one call. `body`: how long a client may send nothing of a request body. */
export const PATIENCE = {
  D1: 5_000,
  KV: 1_000,
  'KV write': 5_000,
  R2: 10_000,
  'R2 upload': 60_000,
  images: 10_000,
  assets: 5_000,
  mail: 10_000,
  'old login': 8_000,
  'old back end': 5_000,
  webhook: 5_000,
  body: 10_000,
}

export type Patience = typeof PATIENCE

/** Waits for an answer. Throws Unavailable, which names what was asked, when it takes too long. */
export type InTime = <Done>(what: keyof Patience, answer: Promise<Done>) => Promise<Done>

const parts: Partial<Record<keyof Patience, Part>> = {
  D1: 'd1',
  KV: 'kv',
  'KV write': 'kv',
  R2: 'r2',
  'R2 upload': 'r2',
}

/** `timing` is told how long the answers took. */
export const openInTime = (own: Partial<Patience> = {}, timing?: Timing): InTime => {
  const patience = { ...PATIENCE, ...own }
  return async (what, answer) => {
    const part = parts[what]
    return timing && part ? spend(timing, part, () => inTime(what, answer)) : inTime(what, answer)
  }

  async function inTime<Done>(what: keyof Patience, answer: Promise<Done>): Promise<Done> {
    let timer: ReturnType<typeof setTimeout> | undefined
    const late = new Promise<never>((_, refuse) => {
      timer = setTimeout(() => refuse(new Unavailable(what)), patience[what])
    })
    try {
      return await Promise.race([answer, late])
    } finally {
      // A timer that goes on keeps the request open.
      clearTimeout(timer)
    }
  }
}
