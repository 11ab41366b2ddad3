import { textOf } from './arbitraries.ts'

/** A request before it is written out. */
export type Draft = {
  method: string
  path: string
  headers: Record<string, string>
  media: string | undefined
  fields: Record<string, unknown>
}

/** A request as it goes out. `chunked`: without a length. */
export type Wire = Pick<Draft, 'method' | 'path' | 'headers'> & { body: Buffer | undefined; chunked: boolean }

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
  if (media !== 'application/x-www-form-urlencoded') return Buffer.from(JSON.stringify(fields))
  const texts = entries.map(([name, value]): [string, string] => [name, textOf(value)])
  return Buffer.from(new URLSearchParams(texts).toString())
}

const writeMultipart = (entries: [string, unknown][]): Buffer => {
  const parts = entries.flatMap(([name, value]) => {
    const isFile = value instanceof Uint8Array
    const written = name.replace(/["\r\n]/g, encodeURIComponent)
    const head = `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${written}"${isFile ? '; filename="a.png"' : ''}\r\n\r\n`
    return [Buffer.from(head), isFile ? value : Buffer.from(textOf(value)), Buffer.from('\r\n')]
  })
  return Buffer.concat([...parts, Buffer.from(`--${BOUNDARY}--\r\n`)])
}
