import type { Ports } from '../ports/ports.ts'
import { givesIds } from './ids.ts'

/** How long, in milliseconds, it is taken for granted that all accounts have ids. To find out reads the whole table. */
const PAUSE = 86_400_000

/**
 * Gives ids to accounts that were there before the configuration asked for them, some at a time: numbers in the order of
 * registration, and ObjectIds. Does nothing where all ids are UUIDs.
 */
export async function numberAccounts({
  config,
  accountIds,
  commit,
  clock,
}: Pick<Ports, 'config' | 'accountIds' | 'commit' | 'clock'>): Promise<void> {
  const now = clock.now()
  for (const kind of ['integer', 'objectid'] as const)
    if (givesIds(config, kind) && now - ((await accountIds.checkedAt(kind)) ?? 0) >= PAUSE)
      await commit(...accountIds.give(kind, now))
}
