import type { Ports } from '../../ports/ports.ts'
import { Refusal } from '../refusal.ts'
import { hashPassword } from './password-hash.ts'

type MeasurePorts = Pick<
  Ports,
  'clientInfo' | 'clock' | 'config' | 'hashTimes' | 'keys' | 'random' | 'settings' | 'trace'
>

/** Measures how long a password hash takes, unless that was done within the last hour (decision 78). */
export async function measureHash(ports: MeasurePorts): Promise<void> {
  const { clock, hashTimes, settings } = ports
  if (!settings.MEASURE_HASH) return
  const at = clock.now()
  if (!(await hashTimes.begin(at, settings.PASSWORD_HASH_LINKS))) return
  await hashTimes.note(at, await timeOfHash(ports))
}

/**
 * In whole milliseconds; null where it cannot be told. At Cloudflare a clock stands still while a Worker computes, and goes
 * on with what comes from outside. So a round trip to D1 is before the hash and one behind it, and the time of one is taken
 * off.
 */
async function timeOfHash(ports: MeasurePorts): Promise<number | null> {
  const { clock, hashTimes } = ports
  const times: number[] = []
  const mark = async () => {
    await hashTimes.roundTrip()
    times.push(clock.now())
  }
  await mark()
  await mark()
  try {
    await hashPassword(ports, '', 'correct horse battery staple')
  } catch (error) {
    // Others are waiting for their hashes.
    if (error instanceof Refusal) return null
    throw error
  }
  await mark()
  await mark()
  const [start = 0, before = 0, after = 0, end = 0] = times
  const [first, second] = [before - start, end - after]
  const ms = Math.round(after - before - (first + second) / 2)
  // What round trips differ by is how wrong it may be.
  return ms > Math.abs(first - second) ? ms : null
}
