import type { Letter } from '../../src/ports/mail.ts'

/** Where a letter leads to. */
export const addressIn = (letter: Letter | undefined) =>
  new URL(/http\S+/.exec(letter?.text ?? '')?.[0] ?? '')

/** What the link of a letter holds, whatever its parts are called; nothing of no letter. */
export function linkOf(letter: Letter | undefined): { uid: string; token: string } {
  const parts = letter ? addressIn(letter).searchParams : new URLSearchParams()
  return {
    uid: parts.get('uid') ?? parts.get('id') ?? '',
    token: parts.get('token') ?? parts.get('key') ?? '',
  }
}

/** The code of a letter. */
export const codeOf = (letter: Letter | undefined) =>
  /type this code: (\S+)/.exec(letter?.text ?? '')?.[1] ?? ''

/** djoser's name for an account in a link. */
export const uidOf = ({ id }: { id: string }) => btoa(id).replaceAll('+', '-').replaceAll('/', '_')
