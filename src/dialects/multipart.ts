import { getMultipartBoundary, type MultipartPart, parseMultipart } from '@remix-run/multipart-parser'
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
  const parts = parseMultipart(body.subarray(lengthOfBlankLines(body)), { boundary, ...limits })
  return Array.from(parts, fieldOf).filter((field) => field !== undefined)
}

/** Some clients begin with a line break, which is a preamble to be ignored (RFC 2046, 5.1.1). */
function lengthOfBlankLines(body: Uint8Array): number {
  let at = 0
  while (body[at] === 0x0d && body[at + 1] === 0x0a) at += 2
  return at
}

/** Nothing of a file field where nothing was chosen. */
function fieldOf(part: MultipartPart): [string, string | Upload] | undefined {
  const parameters = parametersOf(part.headers['content-disposition'] ?? '')
  const name = parameters.get('name')
  if (name === undefined) throw new Error('a part of a form has a name')
  const [content = new Uint8Array()] = part.content as Uint8Array<ArrayBuffer>[]
  const fileName = parameters.get('filename*') ?? parameters.get('filename')
  // The file name alone makes a file: .NET calls a text application/octet-stream too.
  if (fileName === undefined) return [name, decodeUtf8(content)]
  return fileName === '' && content.length === 0 ? undefined : [name, new Upload(content)]
}

/** The parameters of a header, whose names are written in any case (RFC 2045, 5.1). */
const parametersOf = (header: string) =>
  new Map(
    Array.from(header.matchAll(PARAMETER), ([, name = '', quoted, plain = '']) => [
      name.toLowerCase(),
      (quoted ?? plain).replace(/\\(.)/g, '$1').trim(),
    ]),
  )

const PARAMETER = /;\s*([^=;\s]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;]*))/g
