import { env } from 'cloudflare:workers'
import { and, asc, eq, gt, type SQL, sql } from 'drizzle-orm'
import { beforeEach, describe, expect, it } from 'vitest'
import { openDatabase } from '../../src/ports/database.ts'
import { rowOf, valuesOf } from '../../src/ports/insert-if.ts'
import { usedOnce, webhooks } from '../../src/ports/schema.ts'
import { partOnce, type RowValues, statementOnce } from '../../src/ports/write-once.ts'
import { rowsOf } from '../support/rows.ts'

const db = openDatabase(env.DB)
const store = (...tags: string[]) => db.insert(usedOnce).values(tags.map((tag, at) => ({ tag, until: at })))

beforeEach(async () => {
  await db.batch([db.delete(usedOnce), db.delete(webhooks)])
})

/** Counts how often drizzle is asked to write something. */
function counted() {
  const count = { times: 0 }
  const find = statementOnce<[tags: string[], after: number | undefined]>()((db, tags, after) => {
    count.times++
    return db
      .select()
      .from(usedOnce)
      .where(
        and(sql`${usedOnce.tag} in ${tags}`, after === undefined ? undefined : gt(usedOnce.until, after)),
      )
      .orderBy(asc(usedOnce.tag))
  })
  return { count, find }
}

describe('a statement that is written once', () => {
  it('has the values of each time', async () => {
    await store('a', 'b', 'c')
    const { count, find } = counted()
    expect(await find(db, ['a', 'c'], undefined)).toEqual([
      { tag: 'a', until: 0 },
      { tag: 'c', until: 2 },
    ])
    expect(await find(db, ['b', 'c'], undefined)).toEqual([
      { tag: 'b', until: 1 },
      { tag: 'c', until: 2 },
    ])
    expect(count.times).toBe(1)
  })

  it('is written again for another shape', async () => {
    await store('a', 'b', 'c')
    const { count, find } = counted()
    expect(await find(db, ['a', 'c'], 1)).toEqual([{ tag: 'c', until: 2 }])
    expect(await find(db, ['c'], 1)).toEqual([{ tag: 'c', until: 2 }])
    expect(await find(db, ['c'], 2)).toEqual([])
    expect(count.times).toBe(2)
  })

  it('is right for more shapes than are kept', async () => {
    await store('a')
    const { count, find } = counted()
    for (const extra of [70, 70]) {
      const tags = Array.from({ length: extra }, (_, at) => `${at}`)
      for (let length = 0; length < extra; length++)
        expect(await find(db, ['a', ...tags.slice(0, length)], undefined)).toEqual([{ tag: 'a', until: 0 }])
    }
    expect(count.times).toBe(70 + 6)
  })

  it('goes into a batch', async () => {
    await store('a', 'b')
    const { find } = counted()
    const drop = statementOnce<[tag: string]>()((db, tag) =>
      db.delete(usedOnce).where(eq(usedOnce.tag, tag)).returning(),
    )
    expect(await db.batch([drop(db, 'a'), find(db, ['a', 'b'], undefined)])).toEqual([
      [{ tag: 'a', until: 0 }],
      [{ tag: 'b', until: 1 }],
    ])
    const silent = statementOnce<[tag: string]>()((db, tag) =>
      db.delete(usedOnce).where(eq(usedOnce.tag, tag)),
    )
    const { meta } = await silent(db, 'b')
    expect([meta.changes, await rowsOf('used_once')]).toEqual([1, []])
  })

  it('stores what a column makes of a value, and null', async () => {
    const insert = statementOnce<[row: RowValues]>()((db, row) =>
      db.insert(webhooks).values(rowOf(webhooks, row)),
    )
    const row = { url: 'https://a.example', events: ['sign_in'], sealed: 's', createdAt: 1, cursor: 2 }
    await insert(db, valuesOf(webhooks, { id: 'w1', ...row }))
    await insert(db, valuesOf(webhooks, { id: 'w2', ...row, events: null, rotatedAt: 3, failures: 4 }))
    const none = { rotatedAt: null, failures: 0, failingSince: null, pausedAt: null, pauseReason: null }
    expect(await db.select().from(webhooks).orderBy(asc(webhooks.id))).toEqual([
      { id: 'w1', ...row, ...none },
      { id: 'w2', ...row, ...none, events: null, rotatedAt: 3, failures: 4 },
    ])
    expect((await rowsOf('webhooks')).map(({ events }) => events)).toEqual(['["sign_in"]', null])
  })

  it('refuses to be written from what was computed of a value', () => {
    const raised = statementOnce<[until: number]>()((db, until) =>
      db
        .select()
        .from(usedOnce)
        // @ts-expect-error The compiler refuses it, too.
        .where(eq(usedOnce.until, until + 1)),
    )
    const named = statementOnce<[tag: string]>()((db, tag) =>
      db
        .select()
        .from(usedOnce)
        .where(eq(usedOnce.tag, `${tag}:`)),
    )
    expect(() => raised(db, 1)).toThrow('nothing can be computed from its values')
    expect(() => named(db, 'a')).toThrow('nothing can be computed from its values')
  })
})

describe('a part that is written once', () => {
  const isLate = partOnce<[until: number]>((_db, until) => gt(usedOnce.until, until))
  const isOneOf = partOnce<[tags: string[], condition: SQL]>(
    (_db, tags, condition) => sql`(${usedOnce.tag} in ${tags} and ${condition})`,
  )

  it('takes its values along, also into a part', async () => {
    await store('a', 'b', 'c')
    let times = 0
    const find = statementOnce<[first: string, condition: SQL, last: string]>()(
      (db, first, condition, last) => {
        times++
        return db
          .select({ tag: usedOnce.tag })
          .from(usedOnce)
          .where(sql`(${usedOnce.tag} > ${first} and ${condition} and ${usedOnce.tag} < ${last})`)
      },
    )
    expect(await find(db, 'a', isOneOf(db, ['a', 'b', 'c'], isLate(db, 0)), 'd')).toEqual([
      { tag: 'b' },
      { tag: 'c' },
    ])
    expect(await find(db, 'a', isOneOf(db, ['a', 'b', 'c'], isLate(db, 1)), 'd')).toEqual([{ tag: 'c' }])
    expect(await find(db, 'b', isLate(db, 0), 'c')).toEqual([])
    expect(times).toBe(2)
  })

  it('works in SQL that is built each time, and with it', async () => {
    await store('a', 'b')
    expect(
      await db
        .select()
        .from(usedOnce)
        .where(and(isLate(db, 0), sql`true`)),
    ).toEqual([{ tag: 'b', until: 1 }])
    let times = 0
    const find = statementOnce<[condition: SQL]>()((db, condition) => {
      times++
      return db.select().from(usedOnce).where(condition)
    })
    for (const until of [0, 1])
      expect(await find(db, sql`(${isLate(db, until)} and true)`)).toEqual(
        until ? [] : [{ tag: 'b', until: 1 }],
      )
    expect(times).toBe(2)
  })
})
