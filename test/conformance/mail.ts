import { compilePattern } from './pattern.ts'
import type { EmailMessage } from './replay-target.ts'
import type { MailSpec } from './scenario.ts'
import { shorten } from './values.ts'
import { fillIn, type Variables } from './variables.ts'

/** Looks for messages, and keeps the named groups found in the newest of them. */
export function checkMail(spec: MailSpec, emails: EmailMessage[], variables: Variables): string[] {
  const address = fillIn(spec.to, variables)
  const patterns = [spec.find ?? ''].flat().map((pattern) => compilePattern(pattern, variables))
  const texts = emails.filter((message) => isTo(address, message)).map(textOf)
  const hits = texts.map((text) => findFirst(patterns, text)).filter((hit) => hit !== undefined)
  const newest = hits[0]
  if (spec.none) return newest ? [`expected no mail to ${address}, found ${shorten(newest.input)}`] : []

  const wanted = spec.count ?? 1
  if (!newest || hits.length < wanted) {
    const found = `found ${hits.length} among ${texts.length}: ${shorten(texts[0])}`
    return [`expected ${wanted} message(s) to ${address} with ${patterns.join(' or ')}, ${found}`]
  }
  if (spec.absent !== undefined && compilePattern(spec.absent, variables).test(newest.input)) {
    return [`expected mail to ${address} without ${spec.absent}, got ${shorten(newest.input)}`]
  }
  for (const [name, text] of Object.entries(newest.groups ?? {})) variables.set(name, text)
  return []
}

function isTo(address: string, message: EmailMessage): boolean {
  return [message.to].flat().some((receiver) => receiver.toLowerCase().includes(address.toLowerCase()))
}

function textOf(message: EmailMessage): string {
  return [message.subject, message.text, message.html].join('\n')
}

function findFirst(patterns: RegExp[], text: string): RegExpExecArray | undefined {
  for (const pattern of patterns) {
    const hit = pattern.exec(text)
    if (hit) return hit
  }
  return undefined
}
