import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { PATIENT } from '../../../src/cli/commands/admin/command-database.ts'
import { openPorts } from '../../../src/ports/ports.ts'
import { openHouse } from '../import/local-database.ts'
import { temporaryFolder } from '../temporary-folder.ts'

/* Other commands beside a read of the local database. */

const FAULTS = [
  'D1_ERROR: database is locked: SQLITE_BUSY',
  'D1_ERROR: internal error; reference = 0123456789',
  'D1_ERROR: Network connection lost.',
  'other side closed',
]

/** D1 whose statements fail as often as is left. */
const failing = (d1: D1Database, message: string, fault: { left: number }): D1Database => {
  const statementOf = (statement: D1PreparedStatement): D1PreparedStatement =>
    new Proxy(statement, {
      get: (target, name) => {
        const member = Reflect.get(target, name) as (...values: unknown[]) => unknown
        if (name === 'bind') return (...values: unknown[]) => statementOf(target.bind(...values))
        return async (...values: unknown[]) => {
          if (fault.left-- <= 0) return Reflect.apply(member, target, values)
          throw new Error(message)
        }
      },
    })
  return { prepare: (sql: string) => statementOf(d1.prepare(sql)), batch: d1.batch } as D1Database
}

/** Works with pauses that do not wait. Returns how long each would have been, in milliseconds. */
const withoutPauses = async (work: () => Promise<void>): Promise<number[]> => {
  const paused: number[] = []
  const wait = scheduler.wait
  scheduler.wait = async (ms) => void paused.push(ms)
  try {
    await work()
  } finally {
    scheduler.wait = wait
  }
  return paused
}

const openFailing = async (message: string) => {
  const fault = { left: 0 }
  const house = await openHouse({}, ({ DB }) => ({ DB: failing(DB, message, fault) }))
  return { ...house, fault }
}

/** Pauses of three retries, each a half shorter or longer by chance. */
const expectPatience = (paused: number[]) => {
  expect(paused).toHaveLength(3)
  for (const [at, ms] of paused.entries())
    expect(Math.abs(ms / (at + 1) - PATIENT.reads.pause)).toBeLessThanOrEqual(PATIENT.reads.pause / 2)
}

describe.each(FAULTS)('beside another command: %s', (message) => {
  it('an export reads three times more', { timeout: 60_000 }, async () => {
    const { exportTo, fault } = await openFailing(message)
    const { text } = await exportTo('csv')
    const paused = await withoutPauses(async () => {
      fault.left = 3
      expect(await exportTo('csv')).toMatchObject({ code: 0, text })
    })
    expectPatience(paused)
    expect(fault.left).toBeLessThanOrEqual(0)
  })

  it('an export that is refused once more leaves no file', async () => {
    const { exportTo, fault } = await openFailing(message)
    const out = join(temporaryFolder(), 'people.csv')
    const paused = await withoutPauses(async () => {
      fault.left = 4
      await expect(exportTo('csv', { out })).rejects.toThrow('Failed query')
    })
    expectPatience(paused)
    expect(existsSync(out)).toBe(false)
  })

  it('the ports of --check and of admin read three times more', async () => {
    const { env, fault } = await openFailing(message)
    const { accounts } = openPorts(env, () => {}, PATIENT)
    const paused = await withoutPauses(async () => {
      fault.left = 3
      expect(await accounts.findById('nobody')).toBeUndefined()
    })
    expectPatience(paused)
  })
})
