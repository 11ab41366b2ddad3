import { openAccounts } from './accounts.ts'
import { type Clock, systemClock } from './clock.ts'
import { openCommit, openDatabase } from './database.ts'
import { openKeys } from './keys.ts'
import { type Mail, openMail } from './mail.ts'
import { openOutbox } from './outbox.ts'
import { openPictures } from './pictures.ts'
import { type Random, systemRandom } from './random.ts'
import { checkReadiness } from './readiness.ts'
import { openRevoked } from './revoked.ts'
import { openSessions } from './sessions.ts'
import { readSettings } from './settings.ts'
import { openTickets } from './tickets.ts'

/** What a test may put in the place of the world. */
export type Substitutes = { clock?: Clock; random?: Random; mail?: Mail }

/**
 * Opens everything outside for one request. `later` runs after the answer. Never throws: what needs a setting or a
 * secret that is missing throws Misconfigured when it is used.
 */
export function openPorts(
  env: Env,
  later: (work: Promise<unknown>) => void,
  { clock = systemClock, random = systemRandom, mail = openMail(env) }: Substitutes = {},
) {
  const db = openDatabase(env.DB)
  const keys = openKeys(env)
  const pictures = openPictures(env.PICTURES, db)
  const revoked = openRevoked(env.REVOKED)

  return {
    get settings() {
      return readSettings(env)
    },
    keys,
    clock,
    random,
    later,
    commit: openCommit(db),
    check: () => checkReadiness(env),
    accounts: openAccounts(db),
    sessions: openSessions(db),
    tickets: openTickets(db),
    outbox: openOutbox({ db, keys, clock, random, mail, revoked, later }),
    revoked,
    pictures,
  }
}

export type Ports = ReturnType<typeof openPorts>
