import { getMultipartBoundary, type MultipartPart, parseMultipart } from '@remix-run/multipart-parser'
import { decodeUtf8, utf8 } from '../ports/bytes.ts'

/** A file of a form. Its bytes lie in the body: they are gone when that is given back. */
export class Upload {
  readonly bytes: Uint8Array<ArrayBuffer>

  constructor(bytes: Uint8Array<ArrayBuffer>) {
    this.bytes = bytes
  }
}

const MOST_PARTS = 100
/** How many bytes may come before the first part: each line of them is looked at. */
const LONGEST_PREAMBLE = 65_536

/**
 * The parts of a multipart body by their names, in their order (RFC 7578). Nothing of a file is copied. Throws when the
 * body is not well formed.
 */
export function parseParts(body: Uint8Array<ArrayBuffer>, contentType: string): [string, string | Upload][] {
  const boundary = getMultipartBoundary(contentType)
  if (!boundary) throw new Error('a multipart body has a boundary')
  const limits = { maxFileSize: body.length, maxTotalSize: body.length, maxParts: MOST_PARTS }
  const parts = parseMultipart(body.subarray(beginOf(body, boundary)), { boundary, ...limits })
  return Array.from(parts, fieldOf).filter((field) => field !== undefined)
}

/** Where the first delimiter stands, at the start of a line. What comes before is to be ignored (RFC 2046, 5.1.1). */
function beginOf(body: Uint8Array, boundary: string): number {
  const delimiter = utf8(`--${boundary}`)
  for (let at = 0; at !== -1 && at < LONGEST_PREAMBLE; at = nextLine(body, at)) {
    if (delimiter.every((byte, index) => body[at + index] === byte)) return at
  }
  return 0
}

function nextLine(body: Uint8Array, from: number): number {
  const end = body.indexOf(0x0a, from)
  return end === -1 ? -1 : end + 1
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
