import { expect, it } from 'vitest'
import { signUp } from '../support/people.ts'
import { logins, logouts, openMixedHouse, pick, reads, rounds, roundsOf, stillAccepted } from './apis.ts'

const ROUNDS = roundsOf(2000)

it(`after ${ROUNDS} sign-outs over mixed APIs no request is let in that came later (G1, REV-01)`, async () => {
  const world = openMixedHouse()
  const users = await Promise.all(Array.from({ length: 5 }, () => signUp(world.gatehouse)))
  const found = await rounds(ROUNDS, async (at) => {
    const person = pick(users, at)
    const session = await pick(logins, at)(world, person)
    // Every way in with every way to look and every way out.
    const before = await pick(reads, Math.floor(at / 5))(world, person, session.credential)
    if (before !== 200) return [`not let in: ${before}`]
    await pick(logouts, Math.floor(at / 25))(world, session)
    return stillAccepted(world, person, session, Math.floor(at / 5) + 1)
  })
  expect(found).toEqual([])
  await world.gatehouse.settled()
}, 240_000)
