import type { Condition } from '../ports/database.ts'
import type { Ports } from '../ports/ports.ts'
import type { Account } from '../ports/schema.ts'
import { newEvent } from './event.ts'
import { passwordChangedLetter } from './letters/letters.ts'
import { newNotice } from './notices.ts'
import { endLaterRecoveries, forgetKnownClients } from './recoveries.ts'
import { tokensEnd } from './session.ts'

/**
 * What follows from a new password, however it was set: every session but `keep` ends, so does every link that was
 * mailed, and the person is told (decision 14). The statements do something only in a batch that set `passwordHash`;
 * the errands are to be dispatched once it has.
 */
export async function followNewPassword(
  ports: Ports,
  account: Account,
  passwordHash: string,
  keep: string | null,
) {
  const { accounts, sessions, tickets, attempts, outbox } = ports
  const revocation = { account: account.id, epoch: account.epoch + 1, keep }
  const errands = await outbox.pack({ kind: 'revocation', revocation, until: tokensEnd(ports) })
  const changed = accounts.passwordIs(account.id, passwordHash)
  const notice = await newNotice(ports, account, changed, {
    about: 'password',
    write: passwordChangedLetter,
  })
  const kind = keep === null ? 'password_reset' : 'password_changed'
  const statements = [
    newEvent(ports, kind, account.id, { sessionId: keep, condition: changed }),
    ...(keep === null ? [] : [sessions.keep(keep, account.id, changed)]),
    sessions.deleteOthers(account.id, keep ?? '', changed),
    tickets.deleteAll(account.id, changed),
    attempts.forget(account.id, changed),
    ...(keep === null ? await afterRecovery(ports, account, changed) : []),
    ...outbox.insert(errands, changed),
    ...notice.statements,
  ]
  return { statements, errands: [...errands, ...notice.errands] }
}

/** A password that was set by mail: what somebody else's session left behind gives them nothing any more. */
const afterRecovery = async (ports: Ports, account: Account, changed: Condition) => [
  ...(await endLaterRecoveries(ports, account.id, account.email, changed)),
  ...(await forgetKnownClients(ports, account.id, changed, { isOwnerHere: true })),
]
