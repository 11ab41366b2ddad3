import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { InsertReader, type InsertValue } from '../../../src/cli/import/django/insert-reader.ts'
import { openSource } from '../../../src/cli/import/open-source.ts'
import { temporaryFolder } from '../temporary-folder.ts'
import { fixture, opened, peopleOf, siteAs } from './open-fixture.ts'

/* The files of fixtures/phones were written by pg_dump 15 and mariadb-dump 10.11 of one site, with data that is hard to quote. */

const NOTE =
  "it's \\ back\\n slash; 'quoted' \"double\"\nnew line\r\nand CRLF\ttab, emoji 😀 -- no comment /* no */ $$x$$ );\nINSERT INTO people_phoneuser VALUES (99);\n\\.\n"

const file = (text: string) => {
  const path = join(temporaryFolder(), 'dump.sql')
  writeFileSync(path, text)
  return path
}

const read = (name: string) => readFileSync(fixture(name), 'utf8')

const sourceOf = async (path: string) => {
  const source = await opened(path)
  const { mapping, tables, notes, usernameField } = source
  return { people: await peopleOf(source), mapping, tables, notes, usernameField }
}

it.each(['inserts.sql', 'rows-per-insert.sql', 'escapes.sql'])('reads of %s what COPY says', async (name) => {
  const known = await sourceOf(fixture('phones/copy.sql'))
  expect(await sourceOf(fixture(`phones/${name}`))).toEqual(known)
  expect(known.people.map(({ oldId, fields }) => [oldId, fields.note])).toEqual([
    ['1', NOTE],
    ['2', ''],
    ['3', 'NULL'],
    ['4', '\\N'],
    ['5', ' lead and trail '],
  ])
})

/** What `--column-inserts` makes of the rows of COPY, without descriptions of tables if `--data-only` is given, too. */
const asColumnInserts = (dump: string) =>
  dump.replaceAll(
    /^COPY (\S+) \((.+)\) FROM stdin;\n([\s\S]*?)^\\\.\n/gm,
    (_, table, columns, rows: string) =>
      rows.replaceAll(/^(.*)\n/gm, (_, row: string) => {
        const values = row.split('\t').map((value) => {
          const text = value.replaceAll('\\n', '\n').replaceAll('\\t', '\t').replaceAll('\\\\', '\\')
          return value === '\\N' ? 'NULL' : `'${text.replaceAll("'", "''")}'`
        })
        return `INSERT INTO ${table} (${columns}) VALUES (${values.join(', ')});\n`
      }),
  )
const withoutTables = (dump: string) => dump.replaceAll(/^(CREATE|ALTER)[\s\S]*?;\n/gm, '')

it('reads of --column-inserts what COPY says, also with --data-only', async () => {
  const dump = read('site/pg_dump.sql')
  const inserts = asColumnInserts(dump)
  expect(inserts).not.toContain('COPY ')
  expect(await sourceOf(file(inserts))).toEqual(await sourceOf(siteAs('pg_dump.sql')))
  // Rows alone do not tell of tables that have none.
  const { notes: _, ...rows } = await sourceOf(file(withoutTables(dump)))
  expect(await sourceOf(file(withoutTables(inserts)))).toMatchObject(rows)
})

it.each(['mysql.sql', 'mysql-complete.sql'])('reads of %s the people of the same site', async (name) => {
  const source = await opened(fixture(`phones/${name}`))
  expect(source).toMatchObject({ format: 'mysql', idKind: 'integer', userTable: 'people_phoneuser' })
  expect(source.tables).toEqual([
    { name: 'people_phoneuser', model: 'people.phoneuser', key: 'id' },
    { name: 'people_profile', model: 'people.profile', key: 'id', link: 'user_id' },
  ])
  const withoutRows = async (path: string) =>
    (await peopleOf(await opened(path))).map(({ rows: _, ...person }) => person)
  const people = await withoutRows(fixture(`phones/${name}`))
  expect(people).toEqual(await withoutRows(fixture('phones/copy.sql')))
  expect(people).toHaveLength(5)
  for (const path of [`phones/${name}`, 'phones/copy.sql']) {
    const [ada] = await peopleOf(await opened(fixture(path)))
    expect(ada?.rows.people_profile?.bytes).toBe(Buffer.from("\0\xff'\\", 'latin1').toString('base64'))
  }
})

it('reads dates that are none, and JSON of MariaDB', async () => {
  const path = file(
    "CREATE TABLE `a_user` (\n  `id` bigint(20) unsigned NOT NULL,\n  `password` varchar(128),\n  `last_login` datetime(6),\n  `username` varchar(150),\n  `is_active` tinyint(1),\n  `extra` longtext CHECK (json_valid(`extra`)),\n  PRIMARY KEY (`id`),\n  UNIQUE KEY (`username`)\n) ENGINE=InnoDB;\nINSERT IGNORE INTO `a_user` VALUES\n(7,_binary '!','0000-00-00 00:00:00.000000','a`d\\'a\\Z',0,'{\\\"a\\\": [1]}');\n",
  )
  const [ada] = await peopleOf(await opened(path))
  expect(ada).toMatchObject({
    ...{ oldId: '7', password: '!', username: "a`d'a\x1a", lastLogin: null, isActive: false, unread: [] },
    fields: { extra: { a: [1] } },
  })
})

it('passes over what looks like rows and is none', async () => {
  const dump = read('phones/inserts.sql')
  const body = `CREATE FUNCTION public.note() RETURNS trigger\n    LANGUAGE plpgsql\n    AS $$\nBEGIN\nINSERT INTO public.people_phoneuser SELECT 1;\nCOPY public.x (a) FROM stdin;\nEND\n$$;\n\n`
  const changed = dump.replace('CREATE TABLE', () => `${body}CREATE TABLE`)
  expect(changed).not.toBe(dump)
  expect(await sourceOf(file(changed))).toEqual(await sourceOf(fixture('phones/copy.sql')))
  const mysql = read('phones/mysql.sql')
  const trigger =
    'DELIMITER ;;\nCREATE TRIGGER x BEGIN\nINSERT INTO `people_phoneuser` VALUES (1);\nEND ;;\nDELIMITER ;\n'
  const withTrigger = mysql.replace('-- Dump completed', `${trigger}-- Dump completed`)
  expect(await sourceOf(file(withTrigger))).toEqual(await sourceOf(fixture('phones/mysql.sql')))
})

const [PG, MY] = [read('phones/inserts.sql'), read('phones/mysql.sql')]

it.each([
  [
    'rows without names of columns',
    withoutTables(PG),
    /does not say what the columns of \S+ are. Make it again/,
  ],
  [
    'a text that does not end',
    PG.slice(0, PG.indexOf('no comment')),
    /the file ends within an INSERT, without its ;$/,
  ],
  ['a dump that ends early', PG.slice(0, PG.lastIndexOf('INSERT')), /the file ends too early: its last line/],
  ['COPY that ends early', read('phones/copy.sql').replace('database dump complete', ''), /ends too early/],
  ['a dump of MySQL that ends early', MY.slice(0, MY.lastIndexOf('--')), /the file ends too early/],
  [
    'a value too few',
    PG.replace("'Grace', ", ''),
    /line \d+: a row of people_phoneuser has 9 fields instead of 10$/,
  ],
  ['an expression', PG.replace("'Grace'", 'now()'), /line \d+: there is an expression in place of a value$/],
  ['two texts', PG.replace("'Grace'", "'Gr' 'ace'"), /line \d+: there is an expression in place of a value$/],
  ['a sum', PG.replace("'Grace'", '1-2'), /line \d+: there is an expression in place of a value$/],
  ['half a byte', PG.replace("'Grace'", "X'abc'"), /line \d+: bytes are not in pairs of hexadecimal digits$/],
  ['no bytes', MY.replace("'Grace'", '0xabc'), /line \d+: bytes are not in pairs of hexadecimal digits$/],
  ['no character', PG.replace("'Grace'", "E'\\U00110000'"), /line \d+: an escape names no character$/],
  [
    'names that differ in case',
    PG.replace('full_name', '"Phone"'),
    /^people_phoneuser has two columns phone$/,
  ],
  [
    'a NUL in a name',
    PG.replace('full_name', '"full\0name"'),
    /^people_phoneuser has a column "full\\u0000name"$/,
  ],
  [
    'a key that is no column',
    PG.replace('people_phoneuser_pkey PRIMARY KEY (id)', 'people_phoneuser_pkey PRIMARY KEY (number)'),
    /^people_phoneuser has no column number in its rows$/,
  ],
  ['a sign', PG.replace("'Grace'", '?'), /line \d+: \? begins no value$/],
  ['a selection', `${PG}INSERT INTO public.x SELECT 1;`, /line \d+: an INSERT is of another form than/],
  ['several databases', PG + PG, /has \S+ twice: it is of several databases. Dump one of them$/],
  ['several databases of MySQL', `${MY}USE \`b\`;\n${MY}`, /has \S+ twice: it is of several databases/],
  [
    'another encoding',
    MY.replace('NAMES utf8mb4', 'NAMES latin1'),
    /is latin1. Make it again with --default/,
  ],
])('refuses %s', async (_, content, sentence) => {
  await expect(openSource(file(content))).rejects.toThrow(sentence)
})

it('names the line of bytes in a dump of MySQL', async () => {
  const at = MY.indexOf('Grace')
  const bytes = Buffer.concat([Buffer.from(MY.slice(0, at)), Buffer.from([0xff]), Buffer.from(MY.slice(at))])
  const path = file('')
  writeFileSync(path, bytes)
  await expect(openSource(path)).rejects.toThrow(
    /line \d+ is not UTF-8. If it has columns of bytes, make it again with --hex-blob$/,
  )
})

const rowsOf = (sql: string, form: { hasBackslashes: boolean; isMysql: boolean }) => {
  const rows: InsertValue[][] = []
  const reader = new InsertReader(
    form,
    (row) => rows.push(row),
    (what) => new Error(what),
  )
  const isOver = sql.split(/(?<=\n)/).map((line) => reader.push(line))
  expect(isOver.indexOf(true)).toBe(isOver.length - 1)
  return rows
}

it.each([
  ["('a''b', E'c\\n\\'\\u00e9\\x41\\101\\\\', 'd\\n')", ["a'b", "c\n'éAA\\", 'd\\n']],
  ["(-1.5e+10, NULL, true, FALSE, DEFAULT, '')", ['-1.5e+10', null, 't', 'f', null, '']],
  [
    "('x'::text, 1::numeric(10,2), '{a}'::character varying[], $q$it's $$ \\$q$)",
    ['x', '1', '{a}', "it's $$ \\"],
  ],
  ["(B'101', X'00ff', ' a\nb ')", ['101', Buffer.from([0, 255]), ' a\nb ']],
])('reads %s of Postgres', (values, row) => {
  const form = { hasBackslashes: false, isMysql: false }
  expect(rowsOf(` ${values},\n\t${values}\nON CONFLICT DO NOTHING;\n`, form)).toEqual([row, row])
})

it('reads backslashes where texts have escapes', () => {
  expect(rowsOf("('a\\\\b''\\'');", { hasBackslashes: true, isMysql: false })).toEqual([["a\\b''"]])
  expect(
    rowsOf("('\\0\\Z\\f\\n\\%', _utf8mb4'x', 0x00FF);", { hasBackslashes: true, isMysql: true }),
  ).toEqual([['\0\x1af\n%', 'x', Buffer.from([0, 255])]])
})

// If the rest of the line were searched at each escape or text, each of these would take half a minute.
it('reads long lines in a time that grows with their length', () => {
  const form = { hasBackslashes: true, isMysql: true }
  const json = '\\"a\\":1,'.repeat(400_000)
  expect(rowsOf(` ('${json}');`, form)).toEqual([[json.replaceAll('\\', '')]])
  const rows = "('ada','a@example.com',1),".repeat(200_000)
  expect(rowsOf(` ${rows}('last','',1);`, form)).toHaveLength(200_001)
})
