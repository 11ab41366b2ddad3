import { setTimeout as sleep } from 'node:timers/promises'
import { judge } from './judge.ts'
import type { Operation } from './operations.ts'
import { isSignedIn, NOBODY, type Person, remember, signUp } from './people.ts'
import type { Made } from './request.ts'
import { type Answer, send } from './send.ts'
import type { Own } from './valid-request.ts'

/** A request, the response, what is wrong with it, and how many milliseconds it took. */
export type Tried = { made: Made; answer: Answer; what: string | undefined; ms: number }

/** How many accounts take turns. With more requests at a time, an account has several at once. */
const PEOPLE = 4
/** How often a server that is busy is asked again, and after how many milliseconds. */
const BUSY_TRIES = 5
const BUSY_MS = 1_000

/** Sends requests as a few accounts. An account is replaced when it is signed out or deleted. */
export const openSender = (origin: string, operations: Operation[]) => {
  const people: Promise<Person>[] = []
  const newPerson = async () => (await signUp(origin, operations)) ?? { ...NOBODY }
  return async (request: Own<Made>, index: number): Promise<Tried> => {
    const slot = index % PEOPLE
    for (let tries = 1; ; tries++) {
      people[slot] ??= newPerson()
      const current = people[slot]
      const person = await current
      const made = request(person)
      const sent = Date.now()
      const answer = await send(origin, made.wire)
      const ms = Date.now() - sent
      remember(person, answer)
      if (answer.status === 503 && answer.headers['retry-after'] && tries < BUSY_TRIES) await sleep(BUSY_MS)
      else if (answer.status === 401 && tries === 1 && !(await isSignedIn(origin, operations, person))) {
        // Another request may have replaced it meanwhile.
        if (people[slot] === current) people[slot] = newPerson()
      } else return { made, answer, what: judge(made, answer, person), ms }
    }
  }
}
