import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { openSource } from '../../../src/cli/import/open-source.ts'
import { Refused } from '../../../src/cli/refused.ts'
import { temporaryFolder } from '../temporary-folder.ts'
import { fixture, opened, peopleOf, sqliteFile } from './open-fixture.ts'

/** The path of a new file. */
const file = (content: string | Buffer, name = 'file'): string => {
  const path = join(temporaryFolder(), name)
  writeFileSync(path, content)
  return path
}

/** The sentence with which a source is refused, without its path. */
const refusal = async (path: string, options = {}): Promise<string> => {
  try {
    const source = await openSource(path, options)
    source.close()
    return 'not refused'
  } catch (error) {
    expect(error).toBeInstanceOf(Refused)
    return (error as Error).message.replaceAll(path, '<path>')
  }
}

const read = (name: string) => readFileSync(fixture(name), 'utf8')

it.each([
  ['PGDMP\x01\x0e', "<path> is pg_dump's custom format. Type: pg_restore -f dump.sql <path>"],
  [Buffer.from([0x1f, 0x8b, 8, 0]), '<path> is compressed. Type: gunzip <path>'],
  ['PK\x03\x04', '<path> is compressed. Type: unzip <path>'],
  [Buffer.from('\ufeff[{}]', 'utf16le'), '<path> is UTF-16. Export it again as UTF-8'],
  [
    '<?xml version="1.0"?>',
    '<path> is XML. Type: python manage.py dumpdata --format json --output people.json',
  ],
  [
    '- model: auth.user',
    '<path> is YAML. Type: python manage.py dumpdata --format json --output people.json',
  ],
  [
    Buffer.from([60, 0, 0, 0, 7, 95, 105, 100]),
    '<path> is BSON. Type: mongoexport --collection users --out users.jsonl',
  ],
  ['BEGIN TRANSACTION;\n', "<path> is SQLite's dump. Type: sqlite3 people.sqlite3 < <path>"],
  [
    '_id,email,password\n1,a,b',
    "<path> is mongoexport's CSV. Type: mongoexport --collection users --out users.jsonl",
  ],
  ['', '<path> is empty'],
  ['[]', '<path> has no records'],
  ['[{"a":1}]', '<path> is JSON, but neither of dumpdata (model, fields) nor of mongoexport (_id)'],
  ['a,b\n1,2\n', expect.stringContaining('is of no known format')],
])('says what to do with %j', async (content, sentence) => {
  expect(await refusal(file(content))).toEqual(sentence)
})

it('says what to do with folders of other formats', async () => {
  const folder = temporaryFolder()
  expect(await refusal(folder)).toBe('<path> is a folder without CSV files')
  writeFileSync(join(folder, 'users.bson'), '')
  expect(await refusal(folder)).toContain('mongoexport')
  writeFileSync(join(folder, 'toc.dat'), '')
  expect(await refusal(folder)).toContain('pg_restore')
  expect(await refusal(join(folder, 'none'))).toBe('<path> cannot be read: ENOENT')
})

const JSON_LINES = read('express/lines.jsonl')
const DUMPDATA = read('site/dumpdata.json')
const DUMP = read('site/pg_dump.sql')
const CSV = read('site/csv/auth_user.csv')

it.each([
  ['lines that end early', JSON_LINES.slice(0, 700), '<path>: The file ends within record 2'],
  [
    'an array that ends early',
    DUMPDATA.slice(0, DUMPDATA.lastIndexOf(']')),
    expect.stringMatching(/The file ends after record \d+, without the \] of its array/),
  ],
  ['text between the lines', JSON_LINES.replace('\n', '\nnull\n'), '<path>: Record 2 is no JSON object'],
  ['text after the array', `${DUMPDATA}{}`, expect.stringMatching(/Something comes after the array/)],
  [
    'a broken record',
    JSON_LINES.replace('"email":"hitesh@chai.example"', '"email":hitesh'),
    '<path>: Record 1 is no JSON',
  ],
  [
    'another kind of record',
    DUMPDATA.replace('"model": "authtoken.token"', '"model": 1'),
    expect.stringMatching(/Record \d+ has no model and fields, as dumpdata writes them/),
  ],
  ['a record without an id', '{"_id":null,"password":"x"}', '<path>: Record 1 has no _id'],
  [
    'another collection',
    '{"_id":{"$oid":"697fe90036ab6edcc59afd76"},"title":"a"}',
    expect.stringContaining('no record has a password'),
  ],
  [
    'a dump that ends early',
    DUMP.slice(0, DUMP.indexOf('Lovelace')),
    expect.stringContaining('the file ends within the rows of a table'),
  ],
  [
    'a row with a tab too few',
    DUMP.replace('\tLovelace\t', 'Lovelace'),
    expect.stringMatching(/^<path>: line \d+: a row of auth_user has 9 fields instead of 11$/),
  ],
  ['another encoding', DUMP.replace("'UTF8'", "'LATIN1'"), expect.stringContaining('--encoding=UTF8')],
  [
    'no table of people',
    DUMP.replaceAll('password', 'pass_phrase'),
    'No table has the columns of people: password, and last_login, username or email',
  ],
  ['a field too many', CSV.replace(',ada,', ',ada,,'), '<path>: line 3: 12 fields, and the header has 11'],
  ['quotes that do not end', `${CSV}99,"abc`, expect.stringMatching(/line \d+: the file ends within quotes/)],
  [
    'quotes within a field',
    CSV.replace(',ada,', ',a"da,'),
    '<path>: line 3: a quote stands within a field without quotes',
  ],
  ['text after quotes', CSV.replace(',ada,', ',"a"da,'), '<path>: line 3: text follows a closing quote'],
  [
    'a column twice',
    CSV.replace('username', 'email'),
    '<path>: line 1: every column needs a name of its own',
  ],
  [
    'a broken database',
    'SQLite format 3\0 and nothing',
    expect.stringMatching(/^<path> cannot be read: file is not/),
  ],
])('refuses %s', async (_, content, sentence) => {
  expect(content).not.toBe('')
  expect(await refusal(file(content))).toEqual(sentence)
})

it.each([
  ['dumpdata', DUMPDATA],
  ['a dump', DUMP],
  ['CSV', CSV],
])('names the line of %s that is not UTF-8', async (_, content) => {
  const at = content.indexOf('Борис')
  const bytes = Buffer.concat([
    Buffer.from(content.slice(0, at)),
    Buffer.from([0xe9]),
    Buffer.from(content.slice(at)),
  ])
  const line = content.slice(0, at).split('\n').length
  expect(await refusal(file(bytes))).toBe(`<path>: line ${line} is not UTF-8. Export it again as UTF-8`)
})

it.each([
  ['dumpdata', DUMPDATA],
  ['a dump', DUMP],
  ['CSV', CSV],
  ['lines', JSON_LINES],
])('reads %s with a byte order mark and CRLF', async (_, content) => {
  const people = await peopleOf(await opened(file(content)))
  const changed = `\ufeff${content.replaceAll('\n', '\r\n')}`
  expect(await peopleOf(await opened(file(changed)))).toEqual(people)
  expect(people.length).toBeGreaterThan(5)
})

it('reads CSV with other delimiters, and nulls as others write them', async () => {
  const folder = join(temporaryFolder(), 'csv')
  mkdirSync(folder)
  const rows = 'id;password;last_login;username;email;is_active\r\n7;!;NULL;"a;da";\\N;false\r\n8;!;;NULL;;1'
  writeFileSync(join(folder, 'auth_user.csv'), rows)
  const [ada, other] = await peopleOf(await opened(folder))
  expect(ada).toMatchObject({
    oldId: '7',
    username: 'a;da',
    email: '',
    lastLogin: null,
    isActive: false,
    unread: [],
  })
  // Somebody may be called so.
  expect(other?.username).toBe('NULL')
})

it('names the time zone that is none', async () => {
  expect(await refusal(fixture('site/csv'), { timeZone: 'Mars/Base' })).toBe(
    'Mars/Base is no time zone. Name one as Europe/Berlin',
  )
})

it('refuses people without ids', async () => {
  const columns = 'id integer, password varchar(128), last_login datetime, username varchar(150)'
  const path = sqliteFile(
    `create table auth_user (${columns}); insert into auth_user values (null, '', null, 'a')`,
  )
  expect(await refusal(path)).toBe('1 people of auth_user have no id')
  expect(await refusal(sqliteFile(`create table auth_user (${columns})`))).toBe('auth_user has no people')
})
