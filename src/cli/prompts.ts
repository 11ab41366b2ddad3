import { text } from 'node:stream/consumers'
import { confirm, isCancel, password } from '@clack/prompts'
import type { Confirm } from './confirmation.ts'
import { Refused } from './refused.ts'

// Standard output is for the result.
const usual = { output: process.stderr, withGuide: false }

const hasTerminal = () => process.stdin.isTTY

const askHidden = async (
  message: string,
  validate: (typed: string) => string | undefined,
): Promise<string> => {
  const typed = await password({ message, ...usual, validate: (value = '') => validate(value) })
  if (isCancel(typed)) throw new Refused('Nothing was changed')
  return typed
}

/**
 * A new password: typed twice in a terminal, or else the first line of standard input. Never an argument, which other
 * users of the machine could see. Throws Refused on Ctrl-C.
 */
export const askPassword = async (): Promise<string> => {
  if (!hasTerminal()) return (await text(process.stdin)).replace(/\r?\n[\s\S]*$/, '')
  const first = await askHidden('Password', (typed) => (typed === '' ? 'Type a password' : undefined))
  await askHidden('Repeat the password', (typed) => (typed === first ? undefined : 'The passwords differ'))
  return first
}

export const askToConfirm: Confirm = async (consequence) => {
  if (!hasTerminal()) return undefined
  console.error(consequence)
  return (await confirm({ message: 'Continue?', initialValue: false, ...usual })) === true
}
