import { isDrfToken } from '../../../account/sessions/imported/drf-tokens.ts'
import {
  endedSessionId,
  importedRefreshSession,
  importedTokenSession,
  writeTokenFilter,
} from '../../../account/sessions/imported/for-import.ts'
import type { Statement } from '../../../ports/database.ts'
import type { Ports } from '../../../ports/ports.ts'
import type { Session } from '../../../ports/schema.ts'
import type { OldPerson } from '../../import/source.ts'
import type { ImportContext } from './import-context.ts'

/** How many ended JWTs are noted in one round trip. */
const AT_ONCE = 5_000
/** How long, in milliseconds, an ended JWT is remembered if the configuration names no end: longer than any lives. */
const LONGEST = 400 * 86_400_000

/** Brings the sessions of people who are in the database. Each may be brought again: it is stored once. */
export type BringSessions = {
  ofPeople: (people: OldPerson[]) => Promise<void>
  /** Notes the JWTs that had ended, and makes the tokens known. Returns how many tokens are stored. */
  finish: (endedJwts: Iterable<string>) => Promise<number>
}

/** Undefined if gatehouse.config.ts names no sessions of another system. */
export function openBringSessions(
  ports: Ports,
  { name, imported: known }: Pick<ImportContext, 'name' | 'imported'>,
): BringSessions | undefined {
  const { imported } = ports
  if (!imported) return undefined

  const sessionsOf = async (accountId: string, { tokens, refreshTokens, dateJoined }: OldPerson) => {
    const made: (Session | undefined)[] = []
    for (const token of tokens.filter(isDrfToken))
      made.push(await importedTokenSession(ports, accountId, token, { createdAt: dateJoined, source: name }))
    for (const refreshToken of refreshTokens)
      made.push(await importedRefreshSession(ports, accountId, refreshToken, name))
    return made.filter((session) => session !== undefined)
  }

  return {
    async ofPeople(people) {
      const signedIn = people.filter(({ tokens, refreshTokens }) => tokens.length + refreshTokens.length > 0)
      if (signedIn.length === 0) return
      const found = await known.find(
        name,
        signedIn.map(({ oldId }) => oldId),
      )
      const accounts = new Map(found.map(({ oldId, account }) => [oldId, account?.id]))
      const all: Session[] = []
      for (const person of signedIn) {
        const accountId = accounts.get(person.oldId)
        if (accountId === undefined) continue
        all.push(...(await sessionsOf(accountId, person)))
      }
      if (all.length > 0) await ports.commit<Statement, Statement[]>(...imported.add(all))
    },

    async finish(endedJwts) {
      const ends = ports.config.importedSessions.filter(({ source }) => source === name)
      const until = Math.max(ports.clock.now() + LONGEST, ...ends.map((each) => each.until))
      let ids: string[] = []
      const note = async () => {
        if (ids.length > 0) await ports.commit(imported.addEnded(ids, until))
        ids = []
      }
      for (const jti of endedJwts) {
        ids.push(await endedSessionId(jti, name))
        if (ids.length === AT_ONCE) await note()
      }
      await note()
      return writeTokenFilter(ports)
    },
  }
}
