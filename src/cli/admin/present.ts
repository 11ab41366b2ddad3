import { styleText } from 'node:util'
import { listSessions } from '../../account/sessions/session-list.ts'
import type { Ports } from '../../ports/ports.ts'
import type { Account } from '../../ports/schema.ts'

const minute = (ms: number) => `${new Date(ms).toISOString().slice(0, 16).replace('T', ' ')} UTC`

/** What people wrote themselves may hold what moves the cursor of a terminal. */
const shown = (text: string) => text.replace(/\p{Cc}/gu, '�')

const standing = ({ isActive, awaitsActivation }: Account) =>
  isActive ? 'active' : awaitsActivation ? 'waits for its activation' : 'disabled'

const addressOf = ({ email, emailVerifiedAt }: Account) => {
  if (email === '') return 'none'
  return `${shown(email)}  ${emailVerifiedAt === null ? 'not proved' : `proved ${minute(emailVerifiedAt)}`}`
}

/** Until when tries at its password wait. Those from where it signed in before are counted apart. */
const waitOf = async ({ attempts, clock }: Ports, id: string): Promise<string> => {
  const waits = await attempts.waits(id, clock.now())
  const until = (known: boolean, where: string) => {
    const times = waits.filter(({ isKnownClient }) => Boolean(isKnownClient) === known).map(({ at }) => at)
    return times.length > 0 ? [`${where} until ${minute(Math.max(...times))}`] : []
  }
  const told = [...until(true, 'where it signed in before'), ...until(false, 'elsewhere')]
  return told.length > 0 ? `wrong passwords: waits ${told.join(', ')}` : 'none waits'
}

/** What staff may see of an account, and never its hash. */
export const describe = async (ports: Ports, account: Account): Promise<string> => {
  const { sessions, next } = await listSessions(ports, { account }, undefined)
  const seen = Math.max(0, ...sessions.map(({ lastSeenAt }) => lastSeenAt))
  const number = `${sessions.length}${next ? ' or more' : ''}`
  const rows = {
    username: shown(account.username),
    address: addressOf(account),
    ...(account.pendingEmail !== null && { 'to be proved': shown(account.pendingEmail) }),
    name: shown(`${account.firstName} ${account.lastName}`.trim()) || 'none',
    account: `${standing(account)}${account.isStaff ? ', staff' : ''}`,
    created: minute(account.createdAt),
    sessions: seen === 0 ? number : `${number}, last seen ${minute(seen)}`,
    limits: await waitOf(ports, account.id),
    id: account.id,
  }
  return Object.entries(rows)
    .map(([name, value]) => `  ${styleText('dim', name.padEnd(12))}  ${value}`)
    .join('\n')
}

/** A line of a list. */
export const listLine = (account: Account): string => {
  const marks = [account.isStaff ? 'staff' : '', account.isActive ? '' : standing(account)].filter(Boolean)
  const columns = [shown(account.username).padEnd(24), (shown(account.email) || '–').padEnd(32), account.id]
  return `${columns.join('  ')}${marks.length > 0 ? `  ${styleText('yellow', marks.join(', '))}` : ''}`
}

/** The same for programs. Times in milliseconds. */
export const listJson = (account: Account): string =>
  JSON.stringify({
    id: account.id,
    username: account.username,
    email: account.email,
    email_verified_at: account.emailVerifiedAt,
    is_active: account.isActive,
    is_staff: account.isStaff,
    created_at: account.createdAt,
  })
