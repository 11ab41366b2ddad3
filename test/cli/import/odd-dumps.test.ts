import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { openSource } from '../../../src/cli/import/open-source.ts'
import type { SourceOptions } from '../../../src/cli/import/source.ts'
import { temporaryFolder } from '../temporary-folder.ts'
import { opened, peopleOf, siteAs } from './open-fixture.ts'

const file = (name: string, text: string) => {
  const path = join(temporaryFolder(), name)
  writeFileSync(path, text)
  return path
}

const DUMP = readFileSync(siteAs('pg_dump.sql'), 'utf8')

const people = async (path: string, options?: SourceOptions) =>
  (await peopleOf(await opened(path, options))).map(({ rows: _, ...person }) => person)

/** What `pg_dump --data-only` leaves of a dump: no table is described, and none of its constraints. */
const dataOnly = (dump: string) => dump.replaceAll(/^(CREATE|ALTER)[\s\S]*?;\n/gm, '')

/** In another schema, whose name needs quotes. */
const inSchema = (dump: string) => dump.replaceAll('public.', '"App Data".')

it.each([
  ['with rows alone', dataOnly],
  ['of another schema', inSchema],
  ['of another schema with rows alone', (dump: string) => dataOnly(inSchema(dump))],
  ['with CRLF and a byte order mark', (dump: string) => `\ufeff${dump.replaceAll('\n', '\r\n')}`],
])('reads the same people from a dump %s', async (_, change) => {
  expect(await people(file('dump.sql', change(DUMP)))).toEqual(await people(siteAs('pg_dump.sql')))
})

it('refuses a dump of several databases', async () => {
  await expect(openSource(file('all.sql', DUMP + DUMP))).rejects.toThrow(
    /has \S+ twice: it is of several databases. Dump one of them$/,
  )
})

const USER = { password: '!', last_login: null, email: 'a@example.com', username: 'ada' }
const record = (model: string, pk: unknown, fields: object) => ({ model, pk, fields })
const json = (...records: object[]) => file('people.json', JSON.stringify(records))

it('takes the table of customers for profiles only if it is named', async () => {
  const path = json(
    record('crm.person', 7, USER),
    record('crm.customer', 7, { phone: '+49 1' }),
    record('crm.note', 1, { text: 'x', person: 7 }),
  )
  const source = await opened(path)
  expect(source.mapping.find(({ column }) => column === 'phone')).toMatchObject({
    leftOut: 'to use it, add --profile-table crm_customer',
  })
  expect((await peopleOf(source))[0]?.fields).toEqual({})
  const [ada] = await people(path, { profileTables: ['crm_customer'] })
  expect(ada?.fields).toEqual({ phone: '+49 1' })
  await expect(openSource(path, { profileTables: ['crm_customers'] })).rejects.toThrow(
    'crm_customers has no single row for each person. Tables that have: crm_customer',
  )
})

it('knows ids of 64 bits, below zero and of other forms', async () => {
  const source = await opened(
    file(
      'people.json',
      `[{"model": "a.b", "pk": -3, "fields": ${JSON.stringify(USER)}},
        {"model": "a.b", "pk": 7231488801234567891, "fields": ${JSON.stringify(USER)}},
        {"model": "a.b", "pk": "usr_1A", "fields": ${JSON.stringify(USER)}}]`,
    ),
  )
  expect((await peopleOf(source)).map(({ oldId, idKind }) => [oldId, idKind])).toEqual([
    ['-3', 'integer'],
    ['7231488801234567891', 'integer'],
    ['usr_1A', 'text'],
  ])
  expect(source.notes.join()).not.toContain('--natural-primary')
})

it.each([
  [{ is_active: null }, false, undefined],
  [{ is_active: true, is_deleted: true }, false, ['is_deleted']],
  [{ deleted_at: '2026-01-01T00:00:00Z', is_active: true }, false, ['deleted_at']],
  [{ is_active: true, is_deleted: false, deleted_at: null, status: 'trial' }, true, undefined],
])('reads from %j who may sign in', async (fields, isActive, disabledBy) => {
  const [ada] = await people(json(record('crm.person', 7, { ...USER, ...fields })))
  expect([ada?.isActive, ada?.disabledBy]).toEqual([isActive, disabledBy])
})
