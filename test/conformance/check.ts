import type { Answer } from './answers.ts'
import { compare } from './compare.ts'
import { toHex } from './encoding.ts'
import type { Expectation, Json } from './scenario.ts'
import { type Found, isObject, shorten } from './values.ts'
import type { Variables } from './variables.ts'

/** The differences between an answer and what a step expects of it. */
export async function check(expected: Expectation, answer: Answer, variables: Variables): Promise<string[]> {
  const problems: string[] = []
  if (expected.status !== undefined) {
    problems.push(...(await compare(expected.status, answer.status, variables, 'status')))
  }
  for (const [name, wanted] of Object.entries(expected.headers ?? {})) {
    const got = answer.headers.get(name) ?? undefined
    problems.push(...(await compare(wanted, got, variables, `header ${name.toLowerCase()}`)))
  }
  for (const [name, wanted] of Object.entries(expected.cookies ?? {})) {
    const cookie = answer.cookies.get(name)
    if (wanted) problems.push(...(await compare({ $contains: wanted }, cookie, variables, `cookie ${name}`)))
    else if (cookie) problems.push(`cookie ${name}: expected none, got ${shorten(cookie)}`)
  }
  if (expected.body !== undefined) problems.push(...(await checkBody(expected.body, answer, variables)))
  return problems
}

async function checkBody(wanted: Json, answer: Answer, variables: Variables): Promise<string[]> {
  const [only, ...others] = isObject(wanted) ? Object.entries(wanted) : []
  const [name, argument = null] = only && others.length === 0 ? only : []
  if (name === '$empty') {
    return answer.raw.length > 0 ? [`body: expected nothing, got ${shorten(answer.text)}`] : []
  }
  if (name === '$text') return compare(argument, answer.text, variables, 'text')
  if (name === '$bytes')
    return compare({ $contains: argument }, await measure(answer.raw), variables, 'bytes')
  if (answer.json === undefined) return [`body: expected JSON, got ${shorten(answer.text)}`]
  return compare(wanted, answer.json, variables)
}

async function measure(
  raw: Uint8Array<ArrayBuffer>,
): Promise<{ length: number; sha256: string; hex: string }> {
  const digest = await crypto.subtle.digest('SHA-256', raw)
  return { length: raw.length, sha256: toHex(new Uint8Array(digest)), hex: toHex(raw.subarray(0, 64)) }
}

/** Keeps what later steps refer to; says what was not there to be kept. */
export function capture(paths: Record<string, string>, answer: Answer, variables: Variables): string[] {
  const problems: string[] = []
  for (const [name, path] of Object.entries(paths)) {
    const value = find(path, answer)
    if (value === undefined) problems.push(`cannot capture ${name} from ${path}`)
    else variables.set(name, value)
  }
  return problems
}

function find(path: string, answer: Answer): Found {
  if (path.startsWith('header:')) return answer.headers.get(path.slice(7)) ?? undefined
  if (path.startsWith('cookie:')) return answer.cookies.get(path.slice(7))?.value
  let value = answer.json
  for (const key of path === '' ? [] : path.split('.')) {
    if (Array.isArray(value) && /^\d+$/.test(key)) value = value[Number(key)]
    else value = isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined
  }
  return value
}
