import { styleText } from 'node:util'
import { shownName, usernameOf } from '../../../account/names/shown-name.ts'
import { viewFactor } from '../../../account/second-factor/enrolment.ts'
import { listSessions } from '../../../account/sessions/session-list.ts'
import { waitsOf } from '../../../account/staff/care.ts'
import type { Ports } from '../../../ports/ports.ts'
import type { Account } from '../../../ports/schema.ts'
import { replaceUnseen } from '../../../ports/unseen.ts'
import { iso, pairs } from './output.ts'

const statusOf = ({ isActive, awaitsActivation }: Account) =>
  isActive ? 'active' : awaitsActivation ? 'awaits activation' : 'disabled'

const emailOf = ({ email, emailVerifiedAt }: Account) => {
  if (email === '') return 'none'
  return `${replaceUnseen(email)}  ${emailVerifiedAt === null ? 'not verified' : `verified ${iso(emailVerifiedAt)}`}`
}

/** Until when sign-in waits after wrong passwords. Clients that signed in before are counted separately. */
const lockoutOf = async (ports: Ports, id: string): Promise<string> => {
  const { knownClients, otherClients } = await waitsOf(ports, id)
  const until = (at: number | null, where: string) => (at === null ? [] : [`${where} until ${iso(at)}`])
  const lockouts = [
    ...until(knownClients, 'from known clients'),
    ...until(otherClients, 'from other clients'),
  ]
  return lockouts.length > 0 ? `wrong passwords: must wait ${lockouts.join(', ')}` : 'none'
}

const factorOf = async (ports: Ports, account: Account): Promise<string> => {
  const { isRequired, codesLeft } = await viewFactor(ports, { account })
  return isRequired ? `on, recovery codes left: ${codesLeft}` : 'none'
}

/** What staff may see of an account. Never its hash. */
export const describeAccount = async (ports: Ports, account: Account): Promise<string> => {
  const { sessions, next } = await listSessions(ports, { account }, undefined)
  const seen = Math.max(0, ...sessions.map(({ lastSeenAt }) => lastSeenAt))
  const number = `${sessions.length}${next ? ' or more' : ''}`
  return pairs({
    username: replaceUnseen(usernameOf(account)) || 'none',
    email: emailOf(account),
    ...(account.pendingEmail !== null && { 'new email': replaceUnseen(account.pendingEmail) }),
    name: replaceUnseen(`${account.firstName} ${account.lastName}`.trim()) || 'none',
    account: `${statusOf(account)}${account.isStaff ? ', staff' : ''}`,
    created: iso(account.createdAt),
    sessions: seen === 0 ? number : `${number}, last seen ${iso(seen)}`,
    'second factor': await factorOf(ports, account),
    limits: await lockoutOf(ports, account.id),
    id: account.id,
  })
}

const COLUMNS = [24, 32, 36] as const

const columns = (cells: readonly string[]) =>
  cells.map((cell, at) => cell.padEnd(COLUMNS[at] ?? 0)).join('  ')

/** What stands above the lines of a list, which are printed as they are read. */
export const accountHeaders = () => styleText('dim', columns(['USERNAME', 'EMAIL ADDRESS', 'ID', 'STATE']))

/** A line of a list. */
export const accountLine = (account: Account): string => {
  const marks = [account.isStaff ? 'staff' : '', account.isActive ? '' : statusOf(account)].filter(Boolean)
  const cells = [
    replaceUnseen(usernameOf(account)) || '–',
    replaceUnseen(account.email) || '–',
    account.id,
    ...(marks.length > 0 ? [styleText('yellow', marks.join(', '))] : []),
  ]
  return columns(cells).trimEnd()
}

/** The same as JSON. */
export const accountJson = (account: Account) => ({
  id: account.id,
  username: shownName(account),
  email: account.email,
  email_verified_at: account.emailVerifiedAt === null ? null : iso(account.emailVerifiedAt),
  first_name: account.firstName,
  last_name: account.lastName,
  is_active: account.isActive,
  awaits_activation: account.awaitsActivation,
  is_staff: account.isStaff,
  created_at: iso(account.createdAt),
  updated_at: iso(account.updatedAt),
})
