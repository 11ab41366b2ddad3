import { joined } from './bytes.ts'

/** What is inflated at a time becomes at most a thousand times as long, and all of that is held in memory. */
const sliceLength = 8 * 1024

/** Takes what was inflated. More room means fewer turns to read a picture of many MiB. */
const roomLength = 64 * 1024

/**
 * Whether parts are together one whole zlib stream (RFC 1950), with nothing behind it, that holds no more than
 * `limit` bytes. What it holds is not kept.
 */
export function isZlibStream(parts: Iterable<Uint8Array>, limit: number): Promise<boolean> {
  return inflate(parts, limit, () => {})
}

/** @returns what a zlib stream holds; `undefined` unless it is whole, with nothing behind it, and within the limit */
export async function inflated(
  prepared: Uint8Array,
  limit: number,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const parts: Uint8Array[] = []
  const isWhole = await inflate([prepared], limit, (part) => parts.push(part.slice()))
  return isWhole ? joined(parts) : undefined
}

/** The same bytes come out as the same stream. */
export async function deflated(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const prepared = new Blob([bytes]).stream().pipeThrough(new CompressionStream('deflate'))
  return new Uint8Array(await new Response(prepared).arrayBuffer())
}

/**
 * The native stream fails for what is no zlib stream, for a wrong check sum, a missing end, and anything behind
 * the end.
 *
 * @param use gets what was inflated, in memory that is used again
 */
async function inflate(
  parts: Iterable<Uint8Array>,
  limit: number,
  use: (part: Uint8Array) => void,
): Promise<boolean> {
  const { readable, writable } = new DecompressionStream('deflate')
  const reader = readable.getReader({ mode: 'byob' })
  // Whoever reads hears of its failures too.
  const writing = writeSlices(writable.getWriter(), parts).catch(() => {})
  let room = new Uint8Array(Math.min(roomLength, limit + 1))
  let length = 0
  try {
    while (length <= limit) {
      const { value, done } = await reader.read(room)
      if (done) return true
      length += value.length
      use(value)
      room = new Uint8Array(value.buffer)
    }
  } catch {
    return false
  }
  await reader.cancel()
  await writing
  return false
}

async function writeSlices(
  writer: WritableStreamDefaultWriter<BufferSource>,
  parts: Iterable<Uint8Array>,
): Promise<void> {
  for (const slice of slicesOf(parts)) await writer.write(slice)
  await writer.close()
}

/** Divides large parts and gathers small ones, of which a hostile file has many. Each slice is in the same memory. */
function* slicesOf(parts: Iterable<Uint8Array>): Generator<Uint8Array<ArrayBuffer>> {
  const slice = new Uint8Array(sliceLength)
  let filled = 0
  for (const part of parts) {
    for (let at = 0; at < part.length; ) {
      const piece = part.subarray(at, at + sliceLength - filled)
      slice.set(piece, filled)
      filled += piece.length
      at += piece.length
      if (filled < sliceLength) continue
      yield slice
      filled = 0
    }
  }
  if (filled > 0) yield slice.subarray(0, filled)
}
