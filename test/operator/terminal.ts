import { env } from 'cloudflare:workers'
import { type AdminContext, runAdminCommand } from '../../src/cli/commands/admin/admin-command.ts'
import type { AdminAction } from '../../src/cli/commands/admin/admin-request.ts'
import { Refused } from '../../src/cli/refused.ts'
import { openAllAccounts } from '../../src/ports/all-accounts.ts'
import { openDatabase } from '../../src/ports/database.ts'
import { openMove } from '../../src/ports/move.ts'
import type { Only, Order } from '../../src/ports/narrowed-users.ts'
import { hearTerminal } from '../cli/listen.ts'
import type { AppEnv } from '../support/gatehouse.ts'

/** A terminal in this house: gives a command and tells what it came to. `typed` is the password; `own` are a test's. */
export const terminalOf =
  (gatehouse: AppEnv, own: Partial<AdminContext> = {}) =>
  async (request: AdminAction & { asJson?: boolean }, typed?: string) => {
    const { printed, restore } = hearTerminal()
    const askPassword = async () => {
      if (typed === undefined) throw new Error('Nobody is to be asked for a password')
      return typed
    }
    try {
      const db = openDatabase(env.DB)
      const stop = new AbortController().signal
      const context = {
        ports: gatehouse.ports,
        allAccounts: openAllAccounts(db),
        move: openMove(db),
        askPassword,
        confirm: async () => undefined,
        stop,
        ...own,
      }
      const code = await runAdminCommand(request, context)
      await gatehouse.settled()
      return { code, ...printed }
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      return { refused: error.message, ...printed }
    } finally {
      restore()
    }
  }

/** `npm run admin -- create`, with its options. */
export const create = (
  username: string,
  options: { email?: string; isStaff?: true; isGenerated?: true } = {},
) => ({ kind: 'create', username, isStaff: false, isGenerated: false, ...options }) satisfies AdminAction

/** The commands that take a name, an address or an id. */
export const commands = {
  show: (who: string) => ({ kind: 'show', who }) as const,
  disable: (who: string) => ({ kind: 'disable', who }) as const,
  enable: (who: string) => ({ kind: 'enable', who }) as const,
  promote: (who: string) => ({ kind: 'promote', who, isDemotion: false }) as const,
  demote: (who: string) => ({ kind: 'promote', who, isDemotion: true }) as const,
  signOut: (who: string) => ({ kind: 'sign-out', who }) as const,
}

type List = { search?: string; only?: Only; order?: Order; limit?: number; asJson?: boolean }

export const list = (options: List = {}) =>
  ({ kind: 'list', limit: 50, ...options }) satisfies AdminAction & { asJson?: boolean }

export const signOutAllUsers = (isMeant: boolean) => ({ kind: 'sign-out-everybody', isMeant }) as const
