import { setTimeout as pause } from 'node:timers/promises'
import { cpuOf } from '../../src/cli/tools/size/process-cpu.ts'
import type { Case } from './cases.ts'
import { type Sent, send } from './request.ts'

export type Found = { bytes: number; status: number; cpu: number; perMegabyte: number; isOk: boolean }

const MEGABYTE = 1_000_000
/** What is wanted: milliseconds of CPU for a megabyte, and for any body. */
export const MOST_PER_MEGABYTE = 40
export const MOST_PER_BODY = 150

/** What is shorter may take as long as so many bytes: less than that is as much chance as it is work. */
const SHORT = MEGABYTE / 10

const ROUNDS = 5
const WARM_UP = 3
/** How many bytes a round sends at least, and how many requests: what is short takes less than the clock tells. */
const ROUND_BYTES = 12 * MEGABYTE
const MOST_REQUESTS = 300
/** Milliseconds after a round, for what an answer leaves to be done. */
const SETTLING = 60

type Target = { origin: URL; pid: number }

/**
 * The CPU that the whole process takes for a request, less what it takes for a small one to the same place: routing, the
 * session and the database are not what is measured. The middle one of some rounds.
 */
export async function measureCase(
  target: Target,
  { request, small }: Case,
  known: Map<string, number>,
): Promise<Found> {
  const bytes = sizeOf(request)
  const place = JSON.stringify([small.method, small.path, small.headers, small.body?.length])
  let floor = known.get(place)
  if (floor === undefined) {
    floor = (await cpuOfOne(target, small, MOST_REQUESTS)).cpu
    known.set(place, floor)
  }
  const requests = Math.min(MOST_REQUESTS, Math.max(2, Math.round(ROUND_BYTES / bytes)))
  const { cpu: whole, status } = await cpuOfOne(target, request, requests)
  const cpu = Math.max(0, whole - floor)
  const perMegabyte = cpu / (bytes / MEGABYTE)
  const most = (Math.max(bytes, SHORT) / MEGABYTE) * MOST_PER_MEGABYTE
  return { bytes, status, cpu, perMegabyte, isOk: cpu <= Math.min(most, MOST_PER_BODY) }
}

/** What is read: the body, or the header or the query where there is none. */
const sizeOf = ({ body, headers, path }: Sent) =>
  body?.length ?? Math.max(headers?.cookie?.length ?? 0, path.length)

async function cpuOfOne({ origin, pid }: Target, request: Sent, requests: number) {
  let status = 0
  const round = async (count: number) => {
    const before = cpuOf(pid)
    for (let each = 0; each < count; each++) status = await send(origin, request)
    await pause(SETTLING)
    return (cpuOf(pid) - before) / count
  }
  await round(WARM_UP)
  const rounds: number[] = []
  while (rounds.length < ROUNDS) rounds.push(await round(requests))
  return { status, cpu: rounds.sort((one, other) => one - other)[ROUNDS >> 1] ?? 0 }
}
