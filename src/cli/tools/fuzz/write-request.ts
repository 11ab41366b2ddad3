import type { Draft } from './valid-request.ts'

/** A request as it goes out. `chunked`: without a length. */
export type Wire = {
  method: string
  path: string
  headers: Record<string, string>
  body: Buffer | undefined
  chunked: boolean
}

const BOUNDARY = 'gatehouse-fuzz'

/** Writes a request out, its body as the media type wants it. */
export const writeRequest = ({ method, path, headers, media, fields }: Draft): Wire => {
  if (media === undefined) return { method, path, headers, body: undefined, chunked: false }
  const type = media === 'multipart/form-data' ? `${media}; boundary=${BOUNDARY}` : media
  return {
    method,
    path,
    headers: { 'content-type': type, ...headers },
    body: writeFields(media, fields),
    chunked: false,
  }
}

const writeFields = (media: string, fields: Record<string, unknown>): Buffer => {
  const entries = Object.entries(fields)
  if (media === 'multipart/form-data') return writeMultipart(entries)
  if (media === 'application/x-www-form-urlencoded')
    return Buffer.from(
      new URLSearchParams(entries.map(([name, value]): [string, string] => [name, textOf(value)])).toString(),
    )
  return Buffer.from(JSON.stringify(fields))
}

const writeMultipart = (entries: [string, unknown][]): Buffer => {
  const parts = entries.flatMap(([name, value]) => {
    const file = Buffer.isBuffer(value) ? '; filename="a.png"' : ''
    const head = `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name.replace(/["\r\n]/g, encodeURIComponent)}"${file}\r\n\r\n`
    return [
      Buffer.from(head),
      Buffer.isBuffer(value) ? value : Buffer.from(textOf(value)),
      Buffer.from('\r\n'),
    ]
  })
  return Buffer.concat([...parts, Buffer.from(`--${BOUNDARY}--\r\n`)])
}

const textOf = (value: unknown): string =>
  typeof value === 'string' ? value : (JSON.stringify(value) ?? 'undefined')
