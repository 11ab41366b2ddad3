import { chanceOf, seedOf } from './chance.ts'
import { twistBody } from './hostile-bodies.ts'
import { twistFields } from './hostile-fields.ts'
import { twistHeaders } from './hostile-headers.ts'
import { otherMethod, twistPath } from './hostile-paths.ts'
import type { Operation } from './operations.ts'
import type { Person } from './people.ts'
import { validRequest } from './valid-request.ts'
import { type Wire, writeRequest } from './write-request.ts'

/** A request of a run. `elsewhere`: it does not go to the operation itself, so that its statuses do not count. */
export type Made = { operation: Operation; wire: Wire; elsewhere: boolean }

/** The request with this number: a fifth are valid, the others are wrong in one to three ways. */
export const makeRequest = (operations: Operation[], person: Person, seed: number, index: number): Made => {
  const chance = chanceOf(seedOf(seed, index))
  const operation = chance.pick(operations)
  const draft = validRequest(operation, person, chance)
  if (chance.percent(20)) return { operation, wire: writeRequest(draft), elsewhere: false }

  let elsewhere = false
  const late: ((wire: Wire) => void)[] = []
  for (let ways = 1 + chance.below(3); ways > 0; ways--) {
    chance.pick([
      () => twistFields(draft, chance),
      () => twistFields(draft, chance),
      () => twistFields(draft, chance),
      () => late.push((wire) => twistBody(wire, chance)),
      () => late.push((wire) => twistBody(wire, chance)),
      () => twistHeaders(draft.headers, chance),
      () => twistHeaders(draft.headers, chance),
      () => {
        elsewhere = true
        if (chance.percent(70)) draft.path = twistPath(draft.path, chance)
        else draft.method = otherMethod(chance)
      },
    ])()
  }
  const wire = writeRequest(draft)
  for (const twist of late) twist(wire)
  if (wire.method === 'GET' || wire.method === 'HEAD' || wire.method === 'TRACE') wire.body = undefined
  return { operation, wire, elsewhere }
}
