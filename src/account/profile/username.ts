import type { Change } from '../../ports/change.ts'
import { Taken } from '../../ports/database.ts'
import type { Ports } from '../../ports/ports.ts'
import type { Account } from '../../ports/schema.ts'
import { changeNoticesOf } from '../emails/change-notices.ts'
import { type Proof, verifyLink } from '../emails/one-time-link.ts'
import type { Me } from '../me.ts'
import { refuseHeldName, takenRefusal } from '../names/taken.ts'
import { confirmPassword } from '../passwords/change-password.ts'
import { Refusal, refuseDifferent } from '../refusal.ts'
import { newUsernameKey } from '../words.ts'

/**
 * Changes the username, with the password. As in djoser, one's own username counts as taken unless its case changes.
 */
export async function changeUsername(
  ports: Ports,
  me: Me,
  input: { newUsername: string; reNewUsername?: string | undefined; currentPassword: string },
): Promise<void> {
  const { account, session } = me
  const name = nameOf(account, input.newUsername)
  await confirmPassword(ports, account, input.currentPassword)
  refuseDifferent('username', input.newUsername, input.reNewUsername)
  if (name.username === account.username) throw Refusal.of('newUsername', 'taken')
  const { accounts, sessions, attempts, outbox, clock } = ports
  const notices = await changeNoticesOf(ports, account, name, { me })
  const now = clock.now()
  const renamed = await rename(ports, account.id, name, {
    set: accounts.changeProfile(account.id, name, now, [sessions.lives(session.id)]),
    after: [attempts.forget(account.id, accounts.isNow(account.id, name)), ...notices.statements],
    proof: () => accounts.findChanged(account.id, name, now),
  })
  if (renamed.length === 0) throw new Refusal('token_invalid')
  outbox.dispatch(notices.jobs)
}

/**
 * Changes the username, with the emailed link or its code, which work once. Refuses as `unknown_uid`, `dead_link` or
 * `invalid`.
 */
export async function finishUsernameReset(
  ports: Ports,
  input: Proof & { newUsername: string; reNewUsername?: string | undefined },
): Promise<void> {
  refuseDifferent('username', input.newUsername, input.reNewUsername)
  const { account, oneTimeToken, hash } = await verifyLink(ports, 'username', input)
  const name = nameOf(account, input.newUsername)
  const { accounts, consume, oneTimeTokens, outbox, clock } = ports
  // Of several requests with the link at once, one deletes it. Only that one's change is reported.
  const notices = await changeNoticesOf(ports, account, name, {
    condition: oneTimeTokens.isThere({ tokenHash: hash }),
  })
  const now = clock.now()
  const renamed = await rename(ports, account.id, name, {
    set: consume.resetUsername(account.id, hash, name, now),
    after: [...notices.statements, oneTimeTokens.deleteUsed(oneTimeToken, accounts.isNow(account.id, name))],
    proof: () => accounts.findChanged(account.id, name, now),
  })
  if (renamed.length === 0) throw new Refusal('dead_link')
  outbox.dispatch(notices.jobs)
}

const nameOf = (account: Account, username: string) => ({
  username,
  usernameKey: newUsernameKey(account, username),
})

async function rename<Row, Found>(
  ports: Pick<Ports, 'change' | 'accounts' | 'fieldStore'>,
  id: string,
  name: { username: string; usernameKey: string },
  change: Change<Row, Found>,
) {
  const other = { id, ...name, emailKey: null }
  await refuseHeldName(ports, other, 'newUsername')
  try {
    return await ports.change(change)
  } catch (error) {
    throw error instanceof Taken ? await takenRefusal(ports, error, other, 'newUsername') : error
  }
}
