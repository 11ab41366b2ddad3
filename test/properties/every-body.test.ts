import { env } from 'cloudflare:workers'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { type Answer, answerOf } from '../support/caller.ts'
import { formOf } from '../support/express.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import {
  faultOfAnswer,
  JSON_MEDIA,
  type Operation,
  readingBodies,
  requestOf,
  table,
} from '../support/operations.ts'
import { makeStaff, type SignedUp, signUp } from '../support/people.ts'
import { everything } from '../support/rows.ts'
import { hostileBody, validBody } from './arbitraries.ts'

// Passwords have one link: what is proved is about bodies, and hashing is most of the time otherwise.
const gatehouse = openGatehouse({
  PASSWORD_HASH_LINKS: '1',
  ACCEPT_WEAK_HASH: 'true',
  EMAIL_LOGIN: 'true',
} as Partial<Env>)

/** A few, always the same, in every test run; many, and others each time, with `npm run fuzz`. */
const isLong = env.MODE === 'prove'
const settings = isLong ? { numRuns: 100 } : { numRuns: 4, seed: 20_261_120 }
const TIMEOUT = isLong ? 600_000 : 30_000

let person: SignedUp
let count = 0

async function somebody(): Promise<SignedUp> {
  person = await signUp(gatehouse, `somebody${count++}`)
  await makeStaff(person)
  return person
}

beforeAll(async () => {
  await somebody()
})

async function send(operation: Operation, fields: Record<string, unknown>): Promise<Answer> {
  const { method, path, headers } = requestOf(operation, person)
  if (!operation.media.includes(JSON_MEDIA)) {
    const body = formOf(fields as Parameters<typeof formOf>[0])
    return answerOf(await gatehouse.request(path, { method, headers, body }))
  }
  headers.set('content-type', JSON_MEDIA)
  return answerOf(await gatehouse.request(path, { method, headers, body: JSON.stringify(fields) }))
}

/** A file or texts: what a form can hold of anything. */
const asForm = (fields: Record<string, unknown>) =>
  Object.fromEntries(
    Object.entries(fields)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [
        name,
        value instanceof Uint8Array || typeof value === 'string' ? value : JSON.stringify(value),
      ]),
  )

const fitted = ({ media }: Operation, fields: Record<string, unknown>) =>
  media.includes(JSON_MEDIA) ? fields : asForm(fields)

describe.each(table(readingBodies))('%s', (_, operation) => {
  it(
    'answers anything in any field as its document says, and what it refuses changes nothing (INP-32, FRM-12)',
    async () => {
      await somebody()
      await gatehouse.settled()
      let before = await everything()
      const property = fc.asyncProperty(
        hostileBody(operation, () => person),
        async (fields) => {
          const answer = await send(operation, fitted(operation, fields))
          await gatehouse.settled()
          expect(faultOfAnswer(operation, answer)).toBeUndefined()
          const after = await everything()
          if (answer.status >= 400) expect(after).toEqual(before)
          // Whoever is signed out, or gone, leaves the rest of the run to somebody else.
          if (answer.status < 300 && operation.needsLogin) await somebody()
          before = answer.status < 300 ? await everything() : after
        },
      )
      await fc.assert(property, settings)
    },
    TIMEOUT,
  )

  it(
    'answers what is valid by its document as its document says (FRM-12)',
    async () => {
      const property = fc.asyncProperty(
        validBody(operation, () => person),
        async (fields) => {
          if (operation.needsLogin) await somebody()
          expect(faultOfAnswer(operation, await send(operation, fitted(operation, fields)))).toBeUndefined()
          await gatehouse.settled()
        },
      )
      await fc.assert(property, settings)
    },
    TIMEOUT,
  )
})
