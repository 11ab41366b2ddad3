import { expect, it } from 'vitest'
import { openGatehouse } from '../support/gatehouse.ts'
import { rowsOf } from '../support/rows.ts'

it('what works once works for one of twenty at the same time', async () => {
  const { ports } = openGatehouse()
  const { usedOnce, commit } = ports
  const tryOnce = async (at: number) => {
    const until = 1_000 + at
    const [used] = await commit(usedOnce.use('tag', until, usedOnce.isUnused('tag')))
    return used.length
  }
  const uses = await Promise.all(Array.from({ length: 20 }, (_, at) => tryOnce(at)))
  expect(uses.filter((rows) => rows > 0)).toHaveLength(1)
  expect(await rowsOf('used_once')).toEqual([{ tag: 'tag', until: 1_000 + uses.indexOf(1) }])
})
