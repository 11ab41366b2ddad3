import { usernameKey } from '../../../account/names/name-keys.ts'
import type { AllPeople, ImportedPerson } from '../../../ports/all-people.ts'
import type { Ports } from '../../../ports/ports.ts'
import type { Account } from '../../../ports/schema.ts'
import { sealOf, type WayBack } from '../../../ports/way-back.ts'
import type { Shape } from '../../import/shape.ts'
import { openTemporary } from '../../import/stage.ts'
import type { OldRow } from '../import/old-row.ts'
import type { Going, GoingPassword } from './going.ts'

const PAGE = 500
/** How many ids are looked through at once. */
const IDS = 10_000

/** The pages of a list until one is empty. `next` gets the last of the page before. */
export async function* pagesOf<Each>(
  next: (last: Each | undefined) => Promise<Each[]>,
): AsyncGenerator<Each[]> {
  for (let last: Each | undefined; ; ) {
    const page = await next(last)
    if (page.length === 0) return
    yield page
    last = page.at(-1)
  }
}

/** Everybody who was imported, by pages. */
export const importedPages = (people: AllPeople, source?: string) =>
  pagesOf<ImportedPerson>((last) => people.imported(last ?? { source: '', oldId: '' }, PAGE, source))

/** A set of ids on disk, so that memory does not grow with it. */
export const openSeen = () => {
  const db = openTemporary()
  db.exec('create table seen (id text primary key) without rowid')
  const insert = db.prepare('insert or ignore into seen values (?)')
  const find = db.prepare('select 1 from seen where id = ?')
  return {
    add: (id: string) => void insert.run(id),
    has: (id: string) => find.get(id) !== undefined,
    close: () => db.close(),
  }
}

/** The accounts that were not seen, by pages. Of the others no more than the id is read. */
export async function* otherPages(
  people: AllPeople,
  seen: Pick<ReturnType<typeof openSeen>, 'has'>,
): AsyncGenerator<Account[]> {
  let others: string[] = []
  for await (const ids of pagesOf<string>((last) => people.ids(last ?? '', IDS))) {
    others.push(...ids.filter((id) => !seen.has(id)))
    for (; others.length >= PAGE; others = others.slice(PAGE)) yield people.accounts(others.slice(0, PAGE))
  }
  if (others.length > 0) yield people.accounts(others)
}

/** Somebody of the old system whose account was deleted here, or a person. */
export type Read = { deleted: string } | { going: Going }

type Reading = {
  ports: Pick<Ports, 'config' | 'keys'>
  people: AllPeople
  source: string
  shape: Shape
  wayBack: WayBack | undefined
}

/** How a hash that was made here is sealed (account/passwords/way-back.ts): Django's own salts are never so. */
const MADE_HERE = /^pbkdf2_sha256\$100000\$[A-Za-z\d+/]{22}1\$/

const passwordOf = async (
  { ports, wayBack }: Reading,
  { id, passwordHash }: Account,
): Promise<GoingPassword> => {
  const sealed = sealOf(passwordHash)
  const text = sealed && (await wayBack?.open(ports.keys, id, sealed))
  return text ? { kind: MADE_HERE.test(text) ? 'django' : 'old', text } : { kind: 'none' }
}

const keptOf = async ({ ports, wayBack }: Reading, { accountId, oldRow }: ImportedPerson) => {
  const text = oldRow === null ? undefined : await wayBack?.open(ports.keys, accountId, oldRow)
  return text === undefined ? undefined : (JSON.parse(text) as OldRow)
}

const nameColumn = ({ tables: [people] }: Shape) =>
  people?.columns.find(({ field }) => field === 'username')?.name

/** The username that a person had there, if they did not change it here. */
const oldName = ({ shape }: Reading, oldId: string, account: Account, kept: OldRow | undefined): string => {
  // It is what they are known by there.
  if (shape.idKind === 'name') return oldId
  const [table] = shape.tables
  const column = nameColumn(shape)
  const old = table && column !== undefined ? kept?.rows[table.name]?.[column] : undefined
  const isChanged = kept?.given.username !== account.username
  return isChanged || typeof old !== 'string' || old === '' ? account.username : old
}

const idOf = ({ idKind }: Shape, oldId: string): Going['id'] =>
  idKind === 'name'
    ? undefined
    : idKind === 'integer' && Number.isSafeInteger(Number(oldId))
      ? Number(oldId)
      : oldId

async function* oldPeople(reading: Reading): AsyncGenerator<Read & { accountId: string }> {
  const { people, source, shape } = reading
  for await (const page of importedPages(people, source)) {
    const kept = await Promise.all(page.map((each) => keptOf(reading, each)))
    const names = page.map(({ account, oldId }, at) => account && oldName(reading, oldId, account, kept[at]))
    const taken = await people.namesTaken(
      page.flatMap(({ account }, at): [string, string][] => {
        const name = names[at]
        return !name || name === account?.username ? [] : [[name, usernameKey(name)]]
      }),
    )
    for (const [at, { account, accountId, oldId }] of page.entries()) {
      if (account === null) yield { accountId, deleted: oldId }
      else {
        const name = names[at] ?? account.username
        const username = taken.has(name) ? account.username : name
        const password = await passwordOf(reading, account)
        const id = idOf(shape, oldId)
        yield { accountId, going: { id, account, username, kept: kept[at], isNew: false, password } }
      }
    }
  }
}

/** Gives ids to people who are new. Where ids are numbers, one that no account there has. */
const openNewIds = async ({ people, source, shape: { idKind } }: Reading) => {
  let greatest = idKind === 'integer' ? await people.greatestNumber(source) : 0
  return (account: Account): Going['id'] => {
    if (idKind === 'uuid') return account.id
    // The beginning of a UUID is as good as random, and the same each time.
    if (idKind === 'objectid') return account.objectId ?? account.id.replaceAll('-', '').slice(0, 24)
    if (idKind === 'text') return account.id
    return idKind === 'integer' ? (account.number ?? ++greatest) : undefined
  }
}

/** Everybody, as they go back to a system: first who came from it, by their ids there, then who is new. */
export async function* readPeople(reading: Reading): AsyncGenerator<Read> {
  const seen = openSeen()
  const givenIds = openSeen()
  try {
    for await (const { accountId, ...read } of oldPeople(reading)) {
      seen.add(accountId)
      if ('going' in read) givenIds.add(String(read.going.id))
      else givenIds.add(read.deleted)
      yield read
    }
    const newId = await openNewIds(reading)
    for await (const page of otherPages(reading.people, seen)) {
      for (const account of page) {
        const first = newId(account)
        // A person who was imported without their number may have it there.
        const id = givenIds.has(String(first)) ? newId({ ...account, number: null, objectId: null }) : first
        const password = await passwordOf(reading, account)
        yield { going: { id, account, username: account.username, kept: undefined, isNew: true, password } }
      }
    }
  } finally {
    seen.close()
    givenIds.close()
  }
}
