import type { AllAccounts } from '../../ports/all-accounts.ts'

const AT_ONCE = 5_000

/**
 * Ends every session of every account, and every emailed link except “this was not me”, in the order of ids. Yields
 * after each step how many accounts are done. After an interruption it may be started again.
 */
export async function* signOutAllUsers(
  { allAccounts }: { allAccounts: AllAccounts },
  atOnce = AT_ONCE,
): AsyncGenerator<number> {
  let done = 0
  for (let after: string | null = ''; after !== null; ) {
    const { last, moved } = await allAccounts.raiseSessionVersions(after, atOnce)
    after = moved < atOnce ? null : last
    done += moved
    yield done
  }
}
