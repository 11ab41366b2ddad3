import { Unavailable } from './unavailable.ts'

/** How long, in milliseconds, each thing outside may take for one answer. */
export const PATIENCE = {
  D1: 5_000,
  KV: 1_000,
  'KV write': 5_000,
  R2: 10_000,
  'R2 upload': 60_000,
  images: 10_000,
  mail: 10_000,
}

export type Patience = typeof PATIENCE

/** Waits for an answer. Throws Unavailable, which names what was asked, when it takes too long. */
export type InTime = <Done>(what: keyof Patience, answer: Promise<Done>) => Promise<Done>

export const openInTime = (own: Partial<Patience> = {}): InTime => {
  const patience = { ...PATIENCE, ...own }
  return async (what, answer) => {
    const answered = new AbortController()
    const late = scheduler.wait(patience[what], { signal: answered.signal }).then(() => {
      throw new Unavailable(what)
    })
    try {
      return await Promise.race([answer, late])
    } finally {
      // A timer that goes on keeps the request open.
      answered.abort()
    }
  }
}
