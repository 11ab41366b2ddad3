import { gzipSync } from 'node:zlib'
import type { Wire } from './write-request.ts'

/** The request as a command for a POSIX shell. Its body is written in base64, packed when that is shorter. */
export const curlOf = (origin: string, { method, path, headers, body, chunked }: Wire): string => {
  const { fed, source } = bodyOf(body)
  const parts = [
    'curl -i --path-as-is --globoff',
    method === 'HEAD' ? '--head' : `-X ${method}`,
    quote(origin + path),
    ...Object.entries(headers).map(([name, value]) => `-H ${quote(`${name}: ${value}`)}`),
    ...(chunked ? ["-H 'transfer-encoding: chunked'"] : []),
    ...source,
  ]
  return fed + parts.join(' ')
}

const quote = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`

const bodyOf = (body: Buffer | undefined): { fed: string; source: string[] } => {
  if (body === undefined) return { fed: '', source: [] }
  if (body.length < 2000 && /^[\x20-\x7e]*$/.test(body.toString('latin1')))
    return { fed: '', source: [`--data-raw ${quote(body.toString())}`] }
  const isLong = body.length > 2000
  const written = (isLong ? gzipSync(body) : body).toString('base64')
  return { fed: `echo ${written} | base64 -d | ${isLong ? 'gunzip | ' : ''}`, source: ['--data-binary @-'] }
}
