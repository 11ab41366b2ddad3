import type { Context } from 'hono'
import { reserveMemory, SMALL } from '../account/pictures/upload-memory.ts'
import { Unavailable } from '../ports/unavailable.ts'
import type { AppEnv } from './dialect.ts'
import { HttpError } from './http-error.ts'

/** A body as it came. `leave` gives back the room that it takes while it waits. */
export type Received = { pieces: Uint8Array[]; size: number; leave: () => void }

/** How many bytes have to come within the time that a body is waited for, unless it ends: dripping is no progress. */
const PROGRESS = SMALL
/**
 * How much of a body that is too long is read all the same, and kept nowhere. Who sends it sees the refusal then: a proxy
 * whose stream is cut, such as wrangler's, tells of a lost connection instead.
 */
const DISCARDED = 16 * 1024 * 1024

/**
 * Receives a body of at most so many bytes, before anything is begun that others wait for. A longer one is cut off where
 * it passes the limit, and one that does not get on is not waited for.
 */
export async function receive(c: Context<AppEnv>, limit: number): Promise<Received> {
  const encoding = c.req.header('content-encoding')?.trim().toLowerCase() || 'identity'
  // Nothing is inflated: a few bytes could become as many as they like.
  if (encoding !== 'identity') throw new HttpError('unsupported_media', encoding)
  if (Number(c.req.header('content-length')) > limit) throw new HttpError('too_large')
  const reservation = reserveMemory(c.env.clock)
  const received: Received = { pieces: [], size: 0, leave: reservation.leave }
  const reader = c.req.raw.body?.getReader()
  if (!reader) return received
  try {
    let isOver = false
    while (!isOver && received.size <= limit + DISCARDED) {
      const before = received.size
      isOver = await inTime(c, readOn(reader, received, limit))
      if (received.size <= limit) await reservation.take(received.size - before)
    }
    if (received.size > limit) throw new HttpError('too_large')
    return received
  } catch (error) {
    reservation.leave()
    throw error
  } finally {
    // Of a body that is over nothing is left to cancel. Nobody waits for whoever sends the rest.
    reader.cancel().catch(() => {})
  }
}

type Reader = ReadableStreamDefaultReader<Uint8Array>

/** Reads until there is some progress, or the body is over: whether it is. What passes the limit is not kept. */
async function readOn(reader: Reader, received: Received, limit: number): Promise<boolean> {
  const enough = received.size + PROGRESS
  while (received.size < enough) {
    const { done, value } = await reader.read()
    if (done) return true
    received.size += value.length
    if (received.size <= limit) received.pieces.push(value)
  }
  return false
}

async function inTime<Done>(c: Context<AppEnv>, reading: Promise<Done>): Promise<Done> {
  try {
    return await c.env.inTime('body', reading)
  } catch (error) {
    throw error instanceof Unavailable ? new HttpError('too_slow') : error
  }
}

/** The bytes of a body, whose pieces are let go. */
export function join({ pieces, size }: Received): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(size)
  let at = 0
  for (const piece of pieces.splice(0)) {
    bytes.set(piece, at)
    at += piece.length
  }
  return bytes
}
