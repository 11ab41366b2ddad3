import type { Letter } from '../../src/ports/mail.ts'

/** What the link of a letter ends in, as djoser's front ends take it apart. */
export function linkOf(letter: Letter | undefined): { uid: string; token: string } {
  const [, uid = '', token = ''] = letter?.text.match(/#\/([\w-]+)\/([\w-]+)/) ?? []
  return { uid, token }
}

/** djoser's name for an account in a link. */
export const uidOf = ({ id }: { id: string }) => btoa(id).replaceAll('+', '-').replaceAll('/', '_')
