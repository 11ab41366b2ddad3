import type { ProfileColumns } from '../../ports/accounts.ts'
import { type Condition, type Statement, Taken } from '../../ports/database.ts'
import type { Ports } from '../../ports/ports.ts'
import type { Account } from '../../ports/schema.ts'
import { changeNoticesOf, type NoticePorts } from '../emails/change-notices.ts'
import { admitNaming, restoreTries } from '../limits/login-throttle.ts'
import type { Me } from '../me.ts'
import { takenRefusal } from '../names/taken.ts'
import { type Proof, type ProofPorts, verifyLink } from '../one-time-tokens/one-time-link.ts'
import { type ConfirmPorts, confirmPassword } from '../passwords/change-password.ts'
import { Refusal, refuseDifferent } from '../refusal.ts'
import { columnsOf, proofOf } from './profile.ts'

type RenamePorts = NoticePorts & Pick<Ports, 'change' | 'fieldStore'>

/**
 * A new username, or where accounts have none a new email address, as djoser has it. An address is changed as in a
 * profile: the new one is not verified, and if verification has to come first it is pending until then.
 */
export type NewName = {
  newUsername?: string | undefined
  reNewUsername?: string | undefined
  newEmail?: string | undefined
  reNewEmail?: string | undefined
}

/**
 * Changes the username, with the password. The limit of its tries also limits how often a client learns that a name is
 * taken. As in djoser, one's own username counts as taken unless its case changes.
 */
export async function changeUsername(
  ports: RenamePorts & ConfirmPorts & Pick<Ports, 'sessions'>,
  me: Me,
  input: NewName & { currentPassword: string },
): Promise<void> {
  const { account, session } = me
  const { sessions, accounts } = ports
  await confirmPassword(ports, me, input.currentPassword)
  refuseDifferentNames(input)
  refuseOwn(account, input)
  await aboutNewName(() =>
    rename(ports, account, input, {
      me,
      mayRename: () => sessions.lives(session.id),
      after: (columns) => [restoreTries(ports, account.id, accounts.isNow(account.id, columns))],
      otherwise: 'token_invalid',
    }),
  )
}

/**
 * Changes the username, with the emailed link or its code, which work once. They prove nothing about a new address.
 * Refuses as `unknown_uid`, `dead_link`, `invalid` or `too_many`.
 */
export async function finishUsernameReset(
  ports: RenamePorts & ProofPorts & Pick<Ports, 'clientInfo' | 'consume' | 'throttle'>,
  input: Proof & NewName,
): Promise<void> {
  refuseDifferentNames(input)
  const { account, oneTimeToken, hash } = await verifyLink(ports, 'username', input)
  if (input.newEmail !== undefined) refuseOwn(account, input)
  await admitNaming(ports)
  const { accounts, consume, oneTimeTokens } = ports
  // Of several requests with the link at once, one deletes it. Only that one's change is reported.
  const condition = oneTimeTokens.isThere({ tokenHash: hash })
  await aboutNewName(() =>
    rename(ports, account, input, {
      condition,
      mayRename: (now) => consume.mayRename(hash, now),
      after: (columns) => [
        oneTimeTokens.deleteUsed(oneTimeToken, accounts.isNow(account.id, columns, condition)),
      ],
      otherwise: 'dead_link',
    }),
  )
}

function refuseDifferentNames({ newUsername = '', reNewUsername, newEmail = '', reNewEmail }: NewName): void {
  refuseDifferent('username', newUsername, reNewUsername)
  refuseDifferent('email', newEmail, reNewEmail)
}

function refuseOwn({ username, email }: Account, { newUsername, newEmail }: NewName): void {
  if (newUsername === username) throw Refusal.of('newUsername', 'taken')
  if (newEmail === email) throw Refusal.of('newEmail', 'taken')
}

type Renaming = {
  me?: Me
  /** What the notices depend on, besides the change. */
  condition?: Condition
  mayRename: (now: number) => Condition
  /** The other statements of the batch. */
  after: (columns: ProfileColumns) => Statement[]
  /** Why it is refused if it may not be. */
  otherwise: 'token_invalid' | 'dead_link'
}

async function rename(
  ports: RenamePorts,
  account: Account,
  { newUsername, newEmail }: NewName,
  { me, condition, mayRename, after, otherwise }: Renaming,
): Promise<void> {
  const { accounts, outbox, change, clock } = ports
  const columns = await columnsOf(ports, account, { username: newUsername, email: newEmail })
  const notices = await changeNoticesOf(ports, account, columns, { me, condition })
  const proof = await proofOf(ports, account, columns, condition)
  const now = clock.now()
  try {
    const renamed = await change({
      set: accounts.changeProfile(account.id, columns, now, [mayRename(now)]),
      after: [...notices.statements, ...proof.statements, ...after(columns)],
      proof: () => accounts.findChanged(account.id, columns, now),
    })
    if (renamed.length === 0) throw new Refusal(otherwise)
    outbox.dispatch([...notices.jobs, ...proof.jobs])
  } catch (error) {
    throw error instanceof Taken ? await takenRefusal(ports, error, { ...account, ...columns }) : error
  }
}

const NEW: Record<string, string> = { username: 'newUsername', email: 'newEmail' }

/** What is wrong with a name is about the new one. */
async function aboutNewName(work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    throw new Refusal(
      error.reason,
      error.issues.map((issue) => ({ ...issue, field: NEW[issue.field] ?? issue.field })),
    )
  }
}
