import { env } from 'cloudflare:workers'
import { describe, expect, it } from 'vitest'
import { callerOf } from '../support/caller.ts'
import { failing, linesLoggedBy } from '../support/faults.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { signUp } from '../support/people.ts'
import { everything } from '../support/rows.ts'

const RETRYABLE = [
  'D1_ERROR: Network connection lost.',
  'D1_ERROR: Internal error in D1 DB storage caused object to be reset.',
  'D1_ERROR: D1 DB reset because its code was updated.',
  'D1_ERROR: Cannot resolve D1 DB due to transient issue on remote node.',
]
const FINAL = [
  'D1_ERROR: D1 DB is overloaded. Too many requests queued.',
  'D1_ERROR: D1 DB storage operation exceeded timeout which caused object to be reset.',
  'D1_ERROR: no such table: accounts',
]

/** A house whose D1 fails so many times, and how often it was asked. */
function houseThatFails(times: number, message?: string) {
  const asked = { count: 0 }
  let left = times
  const fail = (call: () => unknown) => {
    asked.count++
    if (left-- <= 0) return call()
    throw new Error(message)
  }
  const statementOf = (statement: D1PreparedStatement): D1PreparedStatement =>
    ({
      bind: (...values: unknown[]) => statementOf(statement.bind(...values)),
      all: async () => fail(() => statement.all()),
      raw: async () => fail(() => statement.raw()),
      run: async () => fail(() => statement.run()),
    }) as D1PreparedStatement
  const DB = {
    prepare: (query: string) => statementOf(env.DB.prepare(query)),
    batch: async () => fail(() => []),
  } as unknown as D1Database
  return { ports: openGatehouse({ DB }).ports, asked }
}

describe('a read that D1 loses', () => {
  it.each(RETRYABLE)(
    'is asked for again, and then again, and no third time: %s (FLT-02)',
    async (message) => {
      for (const times of [1, 2]) {
        const { ports, asked } = houseThatFails(times, message)
        expect(await ports.accounts.findById('nobody')).toBeUndefined()
        expect(asked.count).toBe(times + 1)
      }
      const { ports, asked } = houseThatFails(3, message)
      await expect(ports.accounts.findById('nobody')).rejects.toThrow()
      expect(asked.count).toBe(3)
    },
  )

  it.each(FINAL)('is asked for once where that does not help: %s (FLT-04)', async (message) => {
    const { ports, asked } = houseThatFails(1, message)
    await expect(ports.accounts.findById('nobody')).rejects.toThrow()
    expect(asked.count).toBe(1)
  })

  it('waits a little longer each time, and never for the same time', async () => {
    const paused: number[] = []
    const wait = scheduler.wait
    scheduler.wait = async (ms, options) => {
      if (options?.signal) return wait.call(scheduler, ms, options)
      paused.push(ms)
    }
    try {
      for (let round = 0; round < 20; round++) {
        const { ports } = houseThatFails(3, RETRYABLE[0])
        await ports.accounts.findById('nobody').catch(() => {})
      }
    } finally {
      scheduler.wait = wait
    }
    const [first, second] = [0, 1].map((nth) => paused.filter((_, at) => at % 2 === nth)) as [
      number[],
      number[],
    ]
    expect(first.every((ms) => ms >= 25 && ms <= 75)).toBe(true)
    expect(second.every((ms) => ms >= 50 && ms <= 150)).toBe(true)
    expect(new Set(paused).size).toBeGreaterThan(30)
  })
})

describe('a write that D1 loses', () => {
  it('is not sent again, alone or in a batch: it may have happened (FLT-03)', async () => {
    const alone = houseThatFails(1, RETRYABLE[0])
    await expect(alone.ports.sessions.step('none', 0, 0, 0)).rejects.toThrow()
    expect(alone.asked.count).toBe(1)

    const batch = houseThatFails(1, RETRYABLE[0])
    await expect(batch.ports.commit(batch.ports.sessions.delete('none'))).rejects.toThrow()
    expect(batch.asked.count).toBe(1)
  })

  it('is 503 at the API, changes nothing, and works when it is sent again (FLT-03)', async () => {
    const gatehouse = openGatehouse({ DB: failing(env.DB, 'batch', 1) })
    const { post } = callerOf(gatehouse)
    const ada = await signUp(openGatehouse())
    const before = await everything()
    await linesLoggedBy(async () => {
      const answer = await post('/auth/token/logout/', {}, ada.token)
      expect(answer).toMatchObject({ status: 503, retryAfter: '60' })
    })
    expect(await everything()).toEqual(before)
    expect((await post('/auth/token/logout/', {}, ada.token)).status).toBe(204)
  })
})

describe('a database that is locked while another program writes', () => {
  const LOCKED = 'D1_ERROR: database is locked: SQLITE_BUSY'

  it('is asked again, also for a write or a batch: nothing was done', async () => {
    for (const times of [1, 2]) {
      const read = houseThatFails(times, LOCKED)
      expect(await read.ports.accounts.findById('nobody')).toBeUndefined()
      const write = houseThatFails(times, LOCKED)
      await write.ports.sessions.step('none', 0, 0, 0)
      const batch = houseThatFails(times, LOCKED)
      await batch.ports.commit(batch.ports.sessions.delete('none')).catch(() => {})
      expect([read.asked.count, write.asked.count, batch.asked.count]).toEqual(Array(3).fill(times + 1))
    }
  })

  it('is 503 at the API when it stays so, and changes nothing', async () => {
    const gatehouse = openGatehouse({ DB: databaseThatFails(3, LOCKED) })
    const ada = await signUp(openGatehouse())
    const before = await everything()
    await linesLoggedBy(async () => {
      const answer = await callerOf(gatehouse).post('/auth/token/logout/', {}, ada.token)
      expect(answer).toMatchObject({ status: 503, retryAfter: '60' })
    })
    expect(await everything()).toEqual(before)
  })
})

/** D1 whose batches fail so many times. */
function databaseThatFails(times: number, message: string): D1Database {
  let left = times
  return new Proxy(env.DB, {
    get: (target, name) =>
      name === 'batch' && left > 0
        ? async () => {
            left--
            throw new Error(message)
          }
        : (Reflect.get(target, name) as () => unknown).bind(target),
  })
}
