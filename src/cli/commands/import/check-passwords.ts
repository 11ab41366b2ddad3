import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { checkSignIn } from '../../../account/sign-in/check-sign-in.ts'
import type { Ports } from '../../../ports/ports.ts'
import { replaceUnseen } from '../../../ports/unseen.ts'
import { Refused } from '../../refused.ts'

const ANSWERS = {
  yes: 'yes',
  no_account: 'no   no account has this username or email address',
  disabled: 'no   the account is disabled',
  no_password: 'no   there is no password that can be verified here: they need an email to set one',
  no_answer: 'no   the old login does not answer',
  wrong: 'no   the password is not the right one',
} as const

const WIDTH = 32

/**
 * Reads lines of `user:password` and prints each user with whether they could sign in now. No password is printed and
 * no session opened, and a wrong one does not count as a try. Returns 1 if somebody could not. Throws Refused for a line
 * without a colon, by its number.
 */
export const checkPasswords = async (
  ports: Pick<
    Ports,
    'accounts' | 'keys' | 'settings' | 'config' | 'clock' | 'trace' | 'clientInfo' | 'later' | 'oldLogin'
  >,
  input: Readable,
  stop: AbortSignal,
): Promise<number> => {
  if ('isTTY' in input && input.isTTY) console.error('Type lines of user:password. Ctrl-D ends them')
  let [number, refused] = [0, 0]
  for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    if (stop.aborted) return 1
    number++
    if (line.trim() === '') continue
    const at = line.indexOf(':')
    if (at < 1) throw new Refused(`Line ${number} is not user:password`)
    const name = line.slice(0, at)
    const answer = await checkSignIn(ports, name, line.slice(at + 1))
    if (answer !== 'yes') refused++
    console.log(`${replaceUnseen(name).padEnd(WIDTH)}  ${ANSWERS[answer]}`)
  }
  return refused === 0 ? 0 : 1
}
