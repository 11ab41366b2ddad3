import { expect } from 'vitest'
import { requestLink } from '../../src/account/links/requested-links.ts'
import type { AppEnv } from './gatehouse.ts'
import { linkOf } from './links.ts'
import type { SignedUp } from './people.ts'
import { rowsOf } from './rows.ts'

export const noted = (kind: string, session_id: string | null = null, actor_id: string | null = null) => [
  { kind, session_id, actor_id },
]

export function eventsAt(gatehouse: AppEnv) {
  const { ports } = gatehouse
  const newest = async (of: AppEnv = gatehouse) => linkOf((await of.emails())[0])
  const askFor = async (purpose: 'reset' | 'username', { email }: SignedUp) => {
    await requestLink(ports, { purpose, address: email })
    return newest()
  }

  /** What was noted of an account meanwhile. */
  async function notedBy(id: string, work: () => Promise<unknown>) {
    await gatehouse.settled()
    const before = (await rowsOf('events')).length
    await work()
    await gatehouse.settled()
    const rows = (await rowsOf('events')).slice(before)
    expect(rows.every(({ account_id }) => account_id === id)).toBe(true)
    return rows.map(({ kind, session_id, actor_id }) => ({ kind, session_id, actor_id }))
  }

  return { newest, askFor, notedBy }
}
