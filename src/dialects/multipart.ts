import { decodeUtf8, utf8 } from '../ports/bytes.ts'

/** A file of a form. Its bytes are a view of the body, and go with it. */
export class Upload {
  readonly bytes: Uint8Array<ArrayBuffer>

  constructor(bytes: Uint8Array<ArrayBuffer>) {
    this.bytes = bytes
  }
}

const MOST_PARTS = 100
/** How many bytes may come before the first part: each line of them is looked at. */
const LONGEST_PREAMBLE = 65_536
/** How many parameters of a header are read. */
const MOST_PARAMETERS = 20
/** How many bytes the headers of a part may have. */
const LONGEST_HEADERS = 8192
/** How many bytes behind a carriage return are looked at one by one. */
const NEAR = 32

const [CARRIAGE_RETURN, LINE_FEED] = [0x0d, 0x0a]
const END_OF_LINE = utf8('\r\n')
const END_OF_HEADERS = utf8('\r\n\r\n')
const LAST = utf8('--')

/**
 * The parts of a multipart body by their names, in their order (RFC 7578). Nothing of a file is copied, and no byte is
 * looked at more than a few times, whatever the delimiter is. Throws when the body is not well formed.
 */
export function parseParts(body: Uint8Array<ArrayBuffer>, contentType: string): [string, string | Upload][] {
  const [, quoted, plain] = /boundary=(?:"([^"]+)"|([^;]+))/i.exec(contentType) ?? []
  const boundary = quoted ?? plain
  if (!boundary) throw new Error('a multipart body has a boundary')
  const delimiter = utf8(`\r\n--${boundary}`)
  const fields: [string, string | Upload][] = []
  let at = beginOf(body, delimiter.subarray(END_OF_LINE.length))
  for (let parts = 0; !isAt(body, LAST, at); parts++) {
    if (parts >= MOST_PARTS || !isAt(body, END_OF_LINE, at))
      throw new Error('a part begins on a line of its own')
    const headers = at + END_OF_LINE.length
    const end = find(body, END_OF_HEADERS, headers, headers + LONGEST_HEADERS)
    const content = end + END_OF_HEADERS.length
    const next = find(body, delimiter, content, body.length)
    const field = fieldOf(decodeUtf8(body.subarray(headers, end)), body.subarray(content, next))
    if (field) fields.push(field)
    at = next + delimiter.length
  }
  return fields
}

/** Where the first delimiter ends, which starts a line. What comes before is to be ignored (RFC 2046, 5.1.1). */
function beginOf(body: Uint8Array, delimiter: Uint8Array): number {
  for (let [at, line] = [0, 0]; line !== -1 && at < LONGEST_PREAMBLE; at = line + 1) {
    if (isAt(body, delimiter, at)) return at + delimiter.length
    line = body.indexOf(LINE_FEED, at)
  }
  throw new Error('a multipart body has parts')
}

function isAt(body: Uint8Array, mark: Uint8Array, at: number): boolean {
  for (let index = 0; index < mark.length; index++) if (body[at + index] !== mark[index]) return false
  return true
}

/**
 * Where a mark stands that begins with a carriage return, and has no other one that it could begin again with. The platform
 * looks for the next carriage return, but not where the last one was near: each time costs as much as some bytes do.
 */
function find(body: Uint8Array, mark: Uint8Array, from: number, to: number): number {
  const end = Math.min(to, body.length - mark.length)
  let far = from
  for (let at = from; at <= end; at++) {
    if (at >= far) {
      at = body.indexOf(CARRIAGE_RETURN, at)
      if (at === -1 || at > end) break
    }
    if (body[at] !== CARRIAGE_RETURN) continue
    if (isAt(body, mark, at)) return at
    far = at + NEAR
  }
  throw new Error('a part has an end')
}

/** Nothing of a file field where nothing was chosen. */
function fieldOf(headers: string, content: Uint8Array<ArrayBuffer>): [string, string | Upload] | undefined {
  const [, disposition = ''] = /^content-disposition[ \t]*:(.*)$/im.exec(headers) ?? []
  const parameters = parametersOf(disposition)
  const name = parameters.get('name')
  if (name === undefined) throw new Error('a part of a form has a name')
  const fileName = parameters.get('filename*') ?? parameters.get('filename')
  // The file name alone makes a file: .NET calls a text application/octet-stream too.
  if (fileName === undefined) return [name, decodeUtf8(content)]
  return fileName === '' && content.length === 0 ? undefined : [name, new Upload(content)]
}

/** The parameters of a header, whose names are written in any case (RFC 2045, 5.1). */
const parametersOf = (header: string) =>
  new Map(
    header
      .matchAll(PARAMETER)
      .take(MOST_PARAMETERS)
      .map(([, name = '', quoted, plain = '']) => [
        name.toLowerCase(),
        (quoted ?? plain).replace(/\\(.)/g, '$1').trim(),
      ]),
  )

const PARAMETER = /;\s*([^=;\s]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;]*))/g
