import type { MiddlewareHandler } from 'hono'
import { Refusal } from '../account/refusal.ts'
import type { House } from './dialect.ts'

/** After how many seconds the gate lets somebody pass again at the latest. */
const MINUTE = 60

/** Lets in anybody, but no client too often. Every door that needs no login has it; refuses as `too_many`. */
export const anybody: MiddlewareHandler<House> = async function anybody(c, next) {
  const { gate, visitor } = c.env
  if (!(await gate.passes(visitor.client))) throw Refusal.after(MINUTE)
  await next()
}
