import { changePassword } from '../../src/account/passwords/change-password.ts'
import { STRICT } from '../../src/account/passwords/password-policy.ts'
import { authenticate } from '../../src/account/sessions/session.ts'
import { logInForToken } from '../../src/account/sign-in/login.ts'
import { succeeds } from './faults.ts'
import type { AppEnv } from './gatehouse.ts'
import { addressIn } from './links.ts'
import { PASSWORD, type SignedUp } from './people.ts'
import { rowsOf } from './rows.ts'

export const THIEF = 'Zx4-harbour-Lantern'
export const OWNER = 'Rt5-harbour-Cormorant'
export const DEAD = { name: 'Refusal', reason: 'dead_link' }

export const accountOf = async ({ id }: SignedUp) => (await rowsOf('accounts')).find((row) => row.id === id)

/** Accounts that somebody else got into, and the emails that tell their owners. */
export function theftsAt(gatehouse: AppEnv) {
  const { ports } = gatehouse
  const meOf = (token: string) => authenticate(ports, token)
  const isIn = (token: string) => succeeds(meOf(token))
  /** The notices to an address, newest first. */
  const notices = async (address: string) =>
    (await gatehouse.emails()).filter(
      (message) => message.to === address && addressIn(message).pathname === '/not-me',
    )
  const newest = async (address: string) => (await notices(address))[0]
  const resets = async (address: string) =>
    (await gatehouse.emails()).filter(
      ({ to, subject }) => to === address && subject.startsWith('Password reset'),
    )
  const signInAs = async ({ username }: SignedUp, password: string) =>
    (await logInForToken(ports, { username }, password)).token
  const steal = (token: string, newPassword: string, oldPassword = PASSWORD) =>
    meOf(token).then((me) => changePassword(ports, me, STRICT, { oldPassword, newPassword }))
  return { meOf, isIn, notices, newest, resets, signInAs, steal }
}
