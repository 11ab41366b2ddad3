import { build, buildText, type Scope } from './builders.ts'
import { fromBase64, utf8 } from './encoding.ts'
import type { JsonObject, RequestSpec } from './scenario.ts'
import { fillIn } from './variables.ts'

type Body = { bytes: Uint8Array<ArrayBuffer>; type?: string }

export async function makeRequest(spec: RequestSpec, origin: string, scope: Scope): Promise<Request> {
  const address = origin + pathOf(spec, scope)
  const headers = new Headers({ Accept: 'application/json' })
  const body = await makeBody(spec, scope)
  if (body?.type !== undefined) headers.set('Content-Type', body.type)
  for (const [name, value] of Object.entries(spec.headers ?? {})) {
    if (value === null) headers.delete(name)
    else headers.set(name, await buildText(value, scope))
  }
  // A client on the network says how long its body is; a Request that stays inside the process does not.
  if (body || ['POST', 'PUT', 'PATCH'].includes(spec.method)) {
    headers.set('Content-Length', String(body?.bytes.length ?? 0))
  }
  return new Request(address, {
    method: spec.method,
    headers,
    redirect: 'manual',
    ...(body && { body: body.bytes }),
  })
}

/** A captured address may be absolute; only its path is used. */
function pathOf(spec: RequestSpec, scope: Scope): string {
  const path = fillIn(spec.path, scope.variables)
  if (!/^https?:\/\//.test(path)) return path
  const address = new URL(path)
  return address.pathname + address.search
}

async function makeBody(spec: RequestSpec, scope: Scope): Promise<Body | undefined> {
  if (spec.json !== undefined) {
    const text = JSON.stringify(await build(spec.json, scope))
    return { bytes: utf8(text), type: 'application/json' }
  }
  if (spec.form) {
    const form = new URLSearchParams(await buildFields(spec.form, scope))
    return { bytes: utf8(form.toString()), type: 'application/x-www-form-urlencoded' }
  }
  if (spec.multipart) return makeMultipart(spec.multipart, scope)
  if (spec.raw !== undefined) return { bytes: utf8(await buildText(spec.raw, scope)) }
  if (spec.raw_base64 !== undefined) return { bytes: fromBase64(spec.raw_base64) }
  return undefined
}

async function makeMultipart(spec: NonNullable<RequestSpec['multipart']>, scope: Scope): Promise<Body> {
  const boundary = `----conformance${crypto.randomUUID()}`
  const parts: (string | Uint8Array<ArrayBuffer>)[] = []
  for (const [name, value] of await buildFields(spec.fields ?? {}, scope)) {
    parts.push(`--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`)
  }
  for (const [name, file] of Object.entries(spec.files ?? {})) {
    const disposition = `form-data; name="${name}"; filename="${file.filename}"`
    const head = `Content-Disposition: ${disposition}\r\nContent-Type: ${file.content_type}`
    parts.push(`--${boundary}\r\n${head}\r\n\r\n`, fromBase64(await buildText(file.base64, scope)), '\r\n')
  }
  parts.push(`--${boundary}--\r\n`)
  const bytes = new Uint8Array(await new Blob(parts).arrayBuffer())
  return { bytes, type: `multipart/form-data; boundary=${boundary}` }
}

function buildFields(fields: JsonObject, scope: Scope): Promise<[string, string][]> {
  return Promise.all(
    Object.entries(fields).map(
      async ([name, value]) => [name, await buildText(value, scope)] as [string, string],
    ),
  )
}
