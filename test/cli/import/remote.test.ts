import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { wayBack } from '../../../src/account/passwords/way-back.ts'
import { innermost } from '../../../src/ports/unavailable.ts'
import { gif } from '../../account/image/samples.ts'
import { temporaryFolder } from '../temporary-folder.ts'
import { farAway } from './far-away.ts'
import { openHouse } from './local-database.ts'
import { sqliteFile } from './open-fixture.ts'

const PEOPLE = 600

/** A site with a picture, which is the first person's. */
const site = () =>
  sqliteFile(`create table auth_user (id integer primary key, password varchar(128), last_login datetime,
      is_superuser bool, username varchar(150) unique, email varchar(254), is_staff bool, is_active bool,
      date_joined datetime, avatar varchar(100), notes text);
    with recursive n (at) as (select 1 union all select at + 1 from n where at < ${PEOPLE})
    insert into auth_user select at, 'pbkdf2_sha256$10$salt$' || printf('%043d', at) || '=', null, 0, 'person' || at,
      'person' || at || '@example.com', 0, 1, '2024-01-01 00:00:00', iif(at = 1, 'one.gif', ''),
      printf('%99s', at) from n`)

const open = async () => {
  const far = await openFar()
  const { rows, run, exportTo } = far.house
  const media = temporaryFolder()
  writeFileSync(join(media, 'one.gif'), gif())
  const source = site()
  /** What was written of people: as many rows in each table, or somebody would be there in part. */
  const written = async () =>
    Promise.all(
      ['accounts', 'imported_accounts', 'old_rows'].map(async (table) => (await rows(table)).length),
    )
  // Who waits for the lease of a run that has failed waits for real; a pause between two tries is short.
  const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms === 250 ? ms : 1))
  const importAll = () => run(source, { isRemote: true, media }, { pause })
  return { seen: far.seen, env: far.house.env, written, importAll, exportTo, rows }
}

const openFar = async () => {
  let far: Awaited<ReturnType<typeof farAway>> | undefined
  const house = await openHouse({ wayBack: wayBack({ until: '2100-01-01' }) }, async (local) => {
    far = await farAway(local)
    return far.bindings
  })
  if (!far) throw new Error('not opened')
  return { house, seen: far.seen }
}

/** Whether a batch writes people. */
const isWrite = (queries: { sql: string }[] | undefined) =>
  queries?.some(({ sql }) => /^insert into "accounts"/i.test(sql)) === true

const exported = (text: string) =>
  (JSON.parse(text) as { pk: number; fields: Record<string, unknown> }[]).map(({ pk, fields }) => ({
    pk,
    ...fields,
  }))

it('imports into a deployed database, and exports from it what was there', async () => {
  const { seen, written, importAll, exportTo, rows } = await open()
  expect(await importAll()).toMatchObject({
    code: 0,
    stdout: expect.stringContaining(`${PEOPLE}  were added`),
  })
  expect(await written()).toEqual([PEOPLE, PEOPLE, PEOPLE])
  expect((await rows('accounts')).filter(({ avatar }) => avatar !== null)).toHaveLength(1)
  expect(seen.beyond).toEqual([])

  const { code, text } = await exportTo('django-json')
  expect(code).toBe(0)
  expect(exported(text)).toEqual(
    Array.from({ length: PEOPLE }, (_, at) => ({
      pk: at + 1,
      password: `pbkdf2_sha256$10$salt$${String(at + 1).padStart(43, '0')}=`,
      ...{ last_login: null, is_superuser: false, is_staff: false, is_active: true },
      ...{ username: `person${at + 1}`, email: `person${at + 1}@example.com` },
      ...{ date_joined: '2024-01-01T00:00:00Z', notes: String(at + 1).padStart(99) },
      avatar: at === 0 ? 'one.gif' : '',
    })).toSorted((one, other) => String(one.pk).localeCompare(String(other.pk))),
  )

  seen.trips = 0
  expect(await importAll()).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/complete\n +600 {2}are as/),
  })
  expect(seen.trips).toBeLessThan(20)
})

const EXPIRED = { status: 400, text: 'Invalid Workers Preview configuration' }
const BUSY = {
  status: 500,
  text: '{"success":false,"error":"D1 DB is overloaded. Too many requests queued."}',
}

it.each([
  ['the connection breaks in the middle', 'before'],
  ['the answer to a batch is lost', 'after'],
  ['D1 has too much to do', BUSY],
] as const)('goes on when %s', async (_, fault) => {
  const { seen, written, importAll } = await open()
  let writes = 0
  seen.weather = (queries) => (isWrite(queries) && ++writes === 2 ? fault : undefined)
  expect(await importAll()).toMatchObject({ code: 0, stdout: expect.stringContaining('import is complete') })
  expect(await written()).toEqual([PEOPLE, PEOPLE, PEOPLE])
})

it.each([
  ['nothing answers any more', 'before'],
  ['the preview of wrangler has expired', EXPIRED],
] as const)('has whole people when %s, and the next run goes on', async (_, fault) => {
  const { seen, written, importAll } = await open()
  let writes = 0
  seen.weather = (queries) => {
    if (isWrite(queries)) writes++
    return writes > 1 ? fault : undefined
  }
  const error = await importAll().catch((thrown: unknown) => innermost(thrown).message)
  expect(error).toEqual(expect.any(String))
  expect(error).not.toMatch(/salt|person\d|0{20}/)
  seen.weather = () => undefined
  expect(await written()).toEqual([250, 250, 250])

  expect(await importAll()).toMatchObject({ code: 0, stdout: expect.stringContaining('350  were added') })
  expect(await written()).toEqual([PEOPLE, PEOPLE, PEOPLE])
})
