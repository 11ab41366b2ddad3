import { env } from 'cloudflare:workers'
import { deriveBitsLike } from './few-iterations.ts'

let isInFull = false

/** Limits the iterations of PBKDF2 as production does, and computes fewer. To be called for each file. */
export function limitIterations(): void {
  isInFull = env.MODE === 'prove'
  crypto.subtle.deriveBits = deriveBitsLike(() => isInFull)
}

/** For a test file that is about the hash itself, or about how long one takes. */
export function hashInFull(): void {
  isInFull = true
}
