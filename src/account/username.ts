import { Taken } from '../ports/database.ts'
import { orFound } from '../ports/lost-answer.ts'
import type { Ports } from '../ports/ports.ts'
import type { Account } from '../ports/schema.ts'
import { followLink, type Proof } from './links.ts'
import { newsOf } from './news.ts'
import { confirmPassword } from './password.ts'
import { Refusal, refuseDifferent } from './refusal.ts'
import type { Me } from './session.ts'
import { refuseHeldName, takenRefusal } from './taken.ts'
import { newUsernameKey } from './words.ts'

/** Renames whoever can show the password. One's own name counts as taken, as djoser has it, unless its case changes. */
export async function changeUsername(
  ports: Ports,
  me: Me,
  wish: { newUsername: string; reNewUsername?: string | undefined; currentPassword: string },
): Promise<void> {
  const { account, session } = me
  const name = nameOf(account, wish.newUsername)
  await confirmPassword(ports, account, wish.currentPassword)
  refuseDifferent('username', wish.newUsername, wish.reNewUsername)
  if (name.username === account.username) throw Refusal.of('newUsername', 'taken')
  const { accounts, sessions, attempts, outbox, commit, clock } = ports
  const news = await newsOf(ports, account, name, { me })
  const now = clock.now()
  const renamed = await renaming(ports, account.id, name, now, () =>
    commit(
      accounts.changeProfile(account.id, name, now, [sessions.lives(session.id)]),
      attempts.forget(account.id, accounts.isNow(account.id, name)),
      ...news.statements,
    ).then(([[row]]) => row),
  )
  if (!renamed) throw new Refusal('token_invalid')
  outbox.dispatch(news.errands)
}

/** Renames whoever holds the link or its code, which work once. Refuses as `unknown_uid`, `dead_link` or `invalid`. */
export async function finishUsernameReset(
  ports: Ports,
  wish: Proof & { newUsername: string; reNewUsername?: string | undefined },
): Promise<void> {
  refuseDifferent('username', wish.newUsername, wish.reNewUsername)
  const { account, ticket, hash } = await followLink(ports, 'username', wish)
  const name = nameOf(account, wish.newUsername)
  const { accounts, byTicket, tickets, outbox, commit, clock } = ports
  // Of several who use the link at once one deletes it, and only that one's change is told.
  const news = await newsOf(ports, account, name, { condition: tickets.isThere({ tokenHash: hash }) })
  const now = clock.now()
  const renamed = await renaming(ports, account.id, name, now, () =>
    commit(
      byTicket.resetUsername(account.id, hash, name, now),
      ...news.statements,
      tickets.deleteUsed(ticket, accounts.isNow(account.id, name)),
    ).then(([[row]]) => row),
  )
  if (!renamed) throw new Refusal('dead_link')
  outbox.dispatch(news.errands)
}

const nameOf = (account: Account, username: string) => ({
  username,
  usernameKey: newUsernameKey(account, username),
})

async function renaming<Row>(
  ports: Ports,
  id: string,
  name: { username: string; usernameKey: string },
  now: number,
  rename: () => Promise<Row>,
) {
  const other = { id, ...name, emailKey: null }
  await refuseHeldName(ports, other, 'newUsername')
  try {
    return await orFound(rename(), () => ports.accounts.findChanged(id, name, now))
  } catch (error) {
    throw error instanceof Taken ? await takenRefusal(ports, error, other, 'newUsername') : error
  }
}
