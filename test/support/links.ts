import type { EmailMessage } from '../../src/ports/mail.ts'

/** Where an email leads to. */
export const addressIn = (message: EmailMessage | undefined) =>
  new URL(/http\S+/.exec(message?.text ?? '')?.[0] ?? '')

/** What the link of an email holds, whatever its parts are called; nothing of no email. */
export function linkOf(message: EmailMessage | undefined): { uid: string; token: string } {
  const parts = message ? addressIn(message).searchParams : new URLSearchParams()
  return {
    uid: parts.get('uid') ?? parts.get('id') ?? '',
    token: parts.get('token') ?? parts.get('key') ?? '',
  }
}

/** The code of an email. */
export const codeOf = (message: EmailMessage | undefined) =>
  /type this code[^:]*: (\S+)/.exec(message?.text ?? '')?.[1] ?? ''

/** djoser's name for an account in a link. */
export const uidOf = ({ id }: { id: string }) => btoa(id).replaceAll('+', '-').replaceAll('/', '_')
