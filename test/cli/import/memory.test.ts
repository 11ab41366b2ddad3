import { createWriteStream, statSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, it } from 'vitest'
import { planNames } from '../../../src/cli/import/names/plan-names.ts'
import { temporaryFolder } from '../temporary-folder.ts'
import { opened } from './open-fixture.ts'

/** How much more memory may be in use than before, in megabytes. Each file is larger. */
const LIMIT = 12

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

const megabytesInUse = () => {
  collect()
  return process.memoryUsage().heapUsed / 2 ** 20
}

const HASH = 'pbkdf2_sha256$260000$Bmc9p8f45VvAiEBoRGISiH$olaLo7HAv/d+oxa/Q8hz7bHiVQm8mx3jAvZ80SfvLEU='
const BIO = 'Something about oneself. '.repeat(8)

/** A file of a few large pieces. */
const write = async (
  path: string,
  people: number,
  [head, line, tail = '']: [string, (n: number) => string, string?],
) => {
  async function* text() {
    yield head
    for (let from = 1; from <= people; from += 10_000) {
      yield Array.from({ length: 10_000 }, (_, at) => line(from + at)).join('')
    }
    yield tail
  }
  await pipeline(Readable.from(text()), createWriteStream(path))
  return path
}

const oid = (n: number) => n.toString(16).padStart(24, '0')

type Make = (folder: string, people: number) => Promise<string>

const makeLines: Make = (folder, people) =>
  write(join(folder, 'users.jsonl'), people, [
    '',
    (n) =>
      `{"_id":{"$oid":"${oid(n)}"},"username":"person${n}","email":"p${n}@example.com","password":"${HASH}","bio":"${BIO}"}\n`,
  ])

const makeDumpdata: Make = (folder, people) =>
  write(join(folder, 'people.json'), people, [
    '[{"model":"auth.group","pk":1,"fields":{"name":"All"}}',
    (n) =>
      `,{"model":"auth.user","pk":${n},"fields":{"username":"person${n}","password":"${HASH}","last_login":null,"email":"","bio":"${BIO}"}}`,
    ']',
  ])

const makeDump: Make = (folder, people) =>
  write(join(folder, 'dump.sql'), people, [
    '--\nCOPY public.auth_user (id, password, last_login, username, email, bio) FROM stdin;\n',
    (n) => `${n}\t${HASH}\t\\N\tperson${n}\tp${n}@example.com\t${BIO}\n`,
    '\\.\n',
  ])

/** As MySQL: one statement. */
const makeInserts: Make = (folder, people) =>
  write(join(folder, 'dump.sql'), people, [
    '--\nINSERT INTO auth_user (id, password, last_login, username, email, bio) VALUES\n',
    (n) => `${n === 1 ? '' : ',\n'}(${n}, '${HASH}', NULL, 'person${n}', 'p${n}@example.com', '${BIO}')`,
    ';\n',
  ])

const makeCsv: Make = (folder, people) =>
  write(join(folder, 'auth_user.csv'), people, [
    'id,password,last_login,username,email,bio\n',
    (n) => `${n},${HASH},,person${n},p${n}@example.com,${BIO}\n`,
  ])

/** The most memory in use while something is read, beyond what was before it. */
const growth = async (read: (look: () => void) => Promise<void>): Promise<number> => {
  const before = megabytesInUse()
  let most = before
  await read(() => {
    most = Math.max(most, megabytesInUse())
  })
  return most - before
}

it.each([
  ['a dump', makeDump, 200_000],
  ['lines', makeLines, 60_000],
  ['dumpdata', makeDumpdata, 60_000],
  ['CSV', makeCsv, 60_000],
  ['INSERT', makeInserts, 60_000],
] as const)('reads %s with memory that does not grow', async (_, make, people) => {
  const path = await make(temporaryFolder(), people)
  expect(statSync(path).size / 2 ** 20).toBeGreaterThan(LIMIT)
  let count = 0
  const grown = await growth(async (look) => {
    const source = await opened(path)
    look()
    for await (const { username } of source.people()) {
      if (++count % 30_000 === 0) look()
      if (count === people) expect(username).toBe(`person${people}`)
    }
  })
  expect(count).toBe(people)
  expect(grown).toBeLessThan(LIMIT)
})

it('plans names with memory that does not grow', async () => {
  const people = 40_000
  const source = await opened(await makeLines(temporaryFolder(), people))
  const grown = await growth(async (look) => {
    const plan = await planNames(source.people())
    look()
    let kept = 0
    for await (const { person, plan: each } of plan.apply(source.people())) {
      if (each.username === person.username) kept++
    }
    expect(kept).toBe(people)
    look()
    plan.close()
  })
  expect(grown).toBeLessThan(LIMIT)
})
