import { styleText } from 'node:util'
import { shownName, usernameOf } from '../../../account/names/username.ts'
import { viewFactor } from '../../../account/second-factor/enrolment.ts'
import { listSessions } from '../../../account/sessions/session-list.ts'
import { waitsOf } from '../../../account/staff/care.ts'
import type { Ports } from '../../../ports/ports.ts'
import type { Account } from '../../../ports/schema.ts'

const minute = (ms: number) => `${new Date(ms).toISOString().slice(0, 16).replace('T', ' ')} UTC`

/** Without control characters, which could move the cursor of a terminal. */
const printable = (text: string) => text.replace(/\p{Cc}/gu, '�')

const statusOf = ({ isActive, awaitsActivation }: Account) =>
  isActive ? 'active' : awaitsActivation ? 'awaits activation' : 'disabled'

const emailOf = ({ email, emailVerifiedAt }: Account) => {
  if (email === '') return 'none'
  return `${printable(email)}  ${emailVerifiedAt === null ? 'not verified' : `verified ${minute(emailVerifiedAt)}`}`
}

/** Until when sign-in waits after wrong passwords. Clients that signed in before are counted separately. */
const lockoutOf = async (ports: Ports, id: string): Promise<string> => {
  const { knownClients, otherClients } = await waitsOf(ports, id)
  const until = (at: number | null, where: string) => (at === null ? [] : [`${where} until ${minute(at)}`])
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
  const rows = {
    username: printable(usernameOf(account)) || 'none',
    email: emailOf(account),
    ...(account.pendingEmail !== null && { 'new email': printable(account.pendingEmail) }),
    name: printable(`${account.firstName} ${account.lastName}`.trim()) || 'none',
    account: `${statusOf(account)}${account.isStaff ? ', staff' : ''}`,
    created: minute(account.createdAt),
    sessions: seen === 0 ? number : `${number}, last seen ${minute(seen)}`,
    'second factor': await factorOf(ports, account),
    limits: await lockoutOf(ports, account.id),
    id: account.id,
  }
  return Object.entries(rows)
    .map(([name, value]) => `  ${styleText('dim', name.padEnd(13))}  ${value}`)
    .join('\n')
}

/** A line of a list. */
export const accountLine = (account: Account): string => {
  const marks = [account.isStaff ? 'staff' : '', account.isActive ? '' : statusOf(account)].filter(Boolean)
  const columns = [
    (printable(usernameOf(account)) || '–').padEnd(24),
    (printable(account.email) || '–').padEnd(32),
    account.id,
  ]
  return `${columns.join('  ')}${marks.length > 0 ? `  ${styleText('yellow', marks.join(', '))}` : ''}`
}

/** The same as JSON. Times in milliseconds. */
export const accountJson = (account: Account): string =>
  JSON.stringify({
    id: account.id,
    username: shownName(account),
    email: account.email,
    email_verified_at: account.emailVerifiedAt,
    is_active: account.isActive,
    is_staff: account.isStaff,
    created_at: account.createdAt,
  })
