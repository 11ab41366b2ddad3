import type { Context } from 'hono'
import { reserveMemory, SMALL } from '../account/pictures/upload-memory.ts'
import { Unavailable } from '../ports/unavailable.ts'
import type { AppEnv } from './dialect.ts'
import { HttpError } from './http-error.ts'

/** A body as it was received. `leave` releases the memory that is reserved for it. */
export type Received = { pieces: Uint8Array[]; size: number; leave: () => void }

/** How many bytes have to arrive within the time limit, unless the body ends. */
const PROGRESS = SMALL
/**
 * How much of a body that is too long is read and discarded. Its sender then sees the refusal. If the stream were cut, a
 * proxy such as wrangler's would report a lost connection instead.
 */
const DISCARDED = 16 * 1024 * 1024

/**
 * Receives a body of at most so many bytes, before the request takes its turn in a queue. A longer body is refused, and so
 * is one that arrives too slowly.
 */
export async function receive(c: Context<AppEnv>, limit: number): Promise<Received> {
  const encoding = c.req.header('content-encoding')?.trim().toLowerCase() || 'identity'
  // Compressed bodies are refused: a few bytes could become very many.
  if (encoding !== 'identity') throw new HttpError('unsupported_media', encoding)
  if (Number(c.req.header('content-length')) > limit) throw new HttpError('too_large')
  const reservation = reserveMemory(c.env.clock)
  const received: Received = { pieces: [], size: 0, leave: reservation.leave }
  const reader = c.req.raw.body?.getReader({ mode: 'byob' })
  if (!reader) return received
  const declared = Number(c.req.header('content-length') ?? Number.NaN)
  try {
    while (received.size <= limit + DISCARDED) {
      // One byte more than is left: the end is found together with what is left.
      const left = declared - received.size
      const piece = new Uint8Array(left >= 0 && left < PROGRESS ? left + 1 : PROGRESS)
      const { done, value } = await inTime(c, reader.readAtLeast(piece.length, piece))
      if (done || !value) break
      received.size += value.length
      // What is beyond the limit is dropped.
      if (received.size > limit) continue
      received.pieces.push(value)
      await reservation.take(value.length)
    }
    if (received.size > limit) throw new HttpError('too_large')
    return received
  } catch (error) {
    reservation.leave()
    throw error
  } finally {
    // Not awaited: the rest of a body may never arrive.
    reader.cancel().catch(() => {})
  }
}

async function inTime<Done>(c: Context<AppEnv>, reading: Promise<Done>): Promise<Done> {
  try {
    return await c.env.inTime('body', reading)
  } catch (error) {
    throw error instanceof Unavailable ? new HttpError('too_slow') : error
  }
}

/** The bytes of a body in one piece. The pieces are released. */
export function join({ pieces, size }: Received): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(size)
  let at = 0
  for (const piece of pieces.splice(0)) {
    bytes.set(piece, at)
    at += piece.length
  }
  return bytes
}
