import { getMultipartBoundary, parseMultipart } from '@remix-run/multipart-parser'
import { decodeUtf8 } from '../ports/bytes.ts'

/** A file of a form. Its bytes lie in the body: they are gone when that is given back. */
export class Upload {
  readonly bytes: Uint8Array<ArrayBuffer>

  constructor(bytes: Uint8Array<ArrayBuffer>) {
    this.bytes = bytes
  }

  /** What a file is where a text belongs: no text. */
  toJSON(): object {
    return {}
  }
}

const MOST_PARTS = 100

/**
 * The parts of a multipart body by their names, in their order (RFC 7578). Nothing of a file is copied. Throws when the
 * body is not well formed.
 */
export function parseParts(body: Uint8Array<ArrayBuffer>, contentType: string): [string, string | Upload][] {
  const boundary = getMultipartBoundary(contentType)
  if (!boundary) throw new Error('a multipart body has a boundary')
  const limits = { maxFileSize: body.length, maxTotalSize: body.length, maxParts: MOST_PARTS }
  return Array.from(parseMultipart(body, { boundary, ...limits }), (part) => {
    if (part.name === undefined) throw new Error('a part of a form has a name')
    const [content = new Uint8Array()] = part.content as Uint8Array<ArrayBuffer>[]
    return [part.name, part.isFile ? new Upload(content) : decodeUtf8(content)]
  })
}
