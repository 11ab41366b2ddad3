import type { Ports } from '../../ports/ports.ts'
import type { Account } from '../../ports/schema.ts'
import { changeNoticesOf } from '../emails/change-notices.ts'
import { type Proof, verifyLink } from '../emails/one-time-link.ts'
import type { Me } from '../me.ts'
import { unlessTaken } from '../names/taken.ts'
import { confirmPassword } from '../passwords/change-password.ts'
import { Refusal, refuseDifferent } from '../refusal.ts'
import { addressColumns, changeProfile, proofOf } from './profile.ts'

/*
 * A new email address where people sign in with it, in place of a new username. It is changed as in a profile: the old
 * address is notified, the new one is not verified, and if verification has to come first it is pending until then.
 */

type NewAddress = { newEmail: string; reNewEmail?: string | undefined }

/** Changes the address, with the password. Refuses as `invalid`; one's own counts as taken, as in djoser. */
export async function changeAddress(
  ports: Ports,
  me: Me,
  { newEmail, reNewEmail, currentPassword }: NewAddress & { currentPassword: string },
): Promise<void> {
  await confirmPassword(ports, me.account, currentPassword)
  refuseDifferent('email', newEmail, reNewEmail)
  await aboutNewEmail(async () => {
    refuseOwn(me.account, newEmail)
    await changeProfile(ports, me, { email: newEmail })
  })
}

/**
 * Changes the address with the link, or its code, that was sent to the old one. It works once, and proves nothing about
 * the new one. Refuses as `unknown_uid`, `dead_link` or `invalid`.
 */
export async function finishAddressReset(ports: Ports, input: Proof & NewAddress): Promise<void> {
  refuseDifferent('email', input.newEmail, input.reNewEmail)
  const { account, oneTimeToken, hash } = await verifyLink(ports, 'username', input)
  await aboutNewEmail(async () => {
    refuseOwn(account, input.newEmail)
    const { accounts, consume, oneTimeTokens, outbox, change, clock } = ports
    const columns = await addressColumns(ports, account, input.newEmail)
    // Of several requests with the link at once, one deletes it. Only that one's change is reported.
    const condition = oneTimeTokens.isThere({ tokenHash: hash })
    const notices = await changeNoticesOf(ports, account, columns, { condition })
    const proof = await proofOf(ports, account, columns, condition)
    const now = clock.now()
    const changed = await unlessTaken(() =>
      change({
        set: accounts.changeProfile(account.id, columns, now, [consume.mayRename(hash, now)]),
        after: [
          ...notices.statements,
          ...proof.statements,
          oneTimeTokens.deleteUsed(oneTimeToken, accounts.isNow(account.id, columns, condition)),
        ],
        proof: () => accounts.findChanged(account.id, columns, now),
      }),
    )
    if (changed.length === 0) throw new Refusal('dead_link')
    outbox.dispatch([...notices.jobs, ...proof.jobs])
  })
}

function refuseOwn({ email }: Account, newEmail: string): void {
  if (newEmail === email) throw Refusal.of('email', 'taken')
}

/** What is wrong with an address is about the field `newEmail` of these forms. */
async function aboutNewEmail(work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (!(error instanceof Refusal) || error.reason !== 'invalid') throw error
    throw new Refusal(
      'invalid',
      error.issues.map((issue) => ({ ...issue, field: issue.field === 'email' ? 'newEmail' : issue.field })),
    )
  }
}
