import { joined } from './bytes.ts'

/** What is inflated at a time becomes at most a thousand times as long, and all of that is held in memory. */
const sliceLength = 8 * 1024

/**
 * The native stream fails for what is no zlib stream, for a wrong check sum, a missing end, and anything behind
 * the end.
 *
 * @returns what a zlib stream (RFC 1950) holds; `undefined` unless it is whole, with nothing behind it, and within the limit
 */
export async function inflated(
  prepared: Uint8Array,
  limit: number,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const { readable, writable } = new DecompressionStream('deflate')
  const reader = readable.getReader()
  // The reader is told of its failures, too.
  const writing = writeSlices(writable.getWriter(), prepared).catch(() => {})
  const parts: Uint8Array[] = []
  let length = 0
  try {
    while (length <= limit) {
      const { value, done } = await reader.read()
      if (done) return joined(parts)
      length += value.length
      parts.push(value)
    }
  } catch {
    return undefined
  }
  await reader.cancel()
  await writing
  return undefined
}

/** The same bytes come out as the same stream. */
export async function deflated(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const prepared = new Blob([bytes]).stream().pipeThrough(new CompressionStream('deflate'))
  return new Uint8Array(await new Response(prepared).arrayBuffer())
}

async function writeSlices(writer: WritableStreamDefaultWriter<BufferSource>, prepared: Uint8Array) {
  for (let at = 0; at < prepared.length; at += sliceLength)
    await writer.write(Uint8Array.from(prepared.subarray(at, at + sliceLength)))
  await writer.close()
}
