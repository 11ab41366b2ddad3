import type { Json, JsonObject } from './scenario.ts'
import type { Found } from './values.ts'

export type Answer = {
  status: number
  headers: Headers
  /** What the Set-Cookie header of this name says. */
  cookies: Map<string, JsonObject>
  raw: Uint8Array<ArrayBuffer>
  text: string
  json: Found
}

export async function readAnswer(response: Response, now: number): Promise<Answer> {
  const raw = new Uint8Array(await response.arrayBuffer())
  const text = new TextDecoder('utf-8', { fatal: false, ignoreBOM: true }).decode(raw)
  const cookies = new Map(response.headers.getSetCookie().map((line) => readCookie(line, now)))
  return { status: response.status, headers: response.headers, cookies, raw, text, json: parse(text) }
}

export function showAnswer(answer: Answer): string {
  const isBinary = answer.json === undefined && answer.text.includes('\ufffd')
  const type = answer.headers.get('content-type')
  const body = isBinary ? `${answer.raw.length} bytes of ${type}` : answer.text
  return `${answer.status} ${body.length > 600 ? `${body.slice(0, 600)}...` : body}`
}

function parse(text: string): Found {
  try {
    return JSON.parse(text) as Json
  } catch {
    return undefined
  }
}

function readCookie(line: string, now: number): [string, JsonObject] {
  const [[name, value], ...attributes] = line.split(';').map(splitPair) as [
    [string, string],
    ...[string, string][],
  ]
  const cookie: JsonObject = { value, httponly: false, secure: false }
  for (const [attribute, text] of attributes) {
    const key = attribute.toLowerCase()
    if (key === 'httponly' || key === 'secure') cookie[key] = true
    else if (key === 'max-age') cookie.lifetime = Number(text)
    // Max-Age wins over Expires, wherever it stands.
    else if (key === 'expires') cookie.lifetime ??= Math.trunc((Date.parse(text) - now) / 1000)
    else cookie[key] = text
  }
  cookie.cleared = value === '' || Number(cookie.lifetime ?? 1) <= 0
  return [name, cookie]
}

function splitPair(part: string): [string, string] {
  const [, name = '', value = ''] = /^([^=]*)=?(.*)$/s.exec(part.trim()) ?? []
  return [name, value]
}
