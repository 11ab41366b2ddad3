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
    // Not awaited: the rest of a body may never arrive.
    reader.cancel().catch(() => {})
  }
}

type Reader = ReadableStreamDefaultReader<Uint8Array>

/** Reads until enough has arrived or the body has ended, and returns whether it has. Bytes beyond the limit are dropped. */
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
