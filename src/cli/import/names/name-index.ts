import type { DatabaseSync } from 'node:sqlite'
import { emailKey, usernameKey } from '../../../account/names/name-keys.ts'
import { validEmail, validUsername } from '../../../account/names/valid-names.ts'
import type { OldPerson } from '../source.ts'
import { openTemporary } from '../stage.ts'
import type { TakenNames } from './person-plan.ts'

/** People by number, with what they want to be called, and what they get. */
const TABLES = `
  create table people (
    n integer primary key, old_id text, username text, email text, is_active integer, is_verified integer,
    joined integer, name text, name_key text, address text, address_key text,
    final_name text, final_address text, is_copy integer default 0);
  create table names (
    key text primary key, n integer, old_id text, name text, is_active integer) without rowid;
  create table addresses (key text primary key, n integer, old_id text) without rowid;
  create table suffixes (key text primary key, next integer) without rowid;`

const INDEXES = `
  create index people_old_id on people (old_id);
  create index names_old_id on names (old_id) where n = -1;
  create index people_name on people (name_key);
  create index people_address on people (address_key);`

export type IndexedPerson = {
  n: number
  old_id: string
  username: string
  email: string
  name: string | null
  name_key: string | null
  address: string | null
  address_key: string | null
  final_name: string | null
  final_address: string | null
  is_copy: number
}

export type NameIndex = { db: DatabaseSync }

/** Puts everybody into a temporary database on disk. */
export const indexNames = async (
  people: AsyncIterable<OldPerson>,
  taken: Iterable<TakenNames> | AsyncIterable<TakenNames>,
): Promise<NameIndex> => {
  const db = openTemporary()
  db.exec(TABLES)
  const insert = db.prepare(`insert into people
    (n, old_id, username, email, is_active, is_verified, joined, name, name_key, address, address_key)
    values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`)
  let n = 0
  for await (const { oldId, username, email, isActive, emailVerified, dateJoined } of people) {
    const [name, address] = [validUsername(username), validEmail(email)]
    insert.run(
      n++,
      oldId,
      username,
      email,
      Number(isActive),
      Number(emailVerified === true),
      dateJoined,
      name ?? null,
      name === undefined ? null : usernameKey(name),
      address ?? null,
      address === undefined ? null : emailKey(address),
    )
  }
  await addTaken(db, taken)
  db.exec(INDEXES)
  db.exec(`update people set is_copy = 1
    where exists (select 1 from people as first where first.old_id = people.old_id and first.n < people.n)`)
  return { db }
}

const addTaken = async (db: DatabaseSync, taken: Iterable<TakenNames> | AsyncIterable<TakenNames>) => {
  const addName = db.prepare(
    'insert or ignore into names (key, n, old_id, name, is_active) values (?, -1, ?, ?, ?)',
  )
  const addAddress = db.prepare('insert or ignore into addresses (key, n, old_id) values (?, -1, ?)')
  for await (const { username, usernameKey, emailKey, oldId = null, isActive = true } of taken) {
    addName.run(usernameKey, oldId, username, Number(isActive))
    if (emailKey !== null) addAddress.run(emailKey, oldId)
  }
}

// The oldest one comes first; who cannot sign in loses nothing, and comes last.
const ORDER = 'is_active desc, joined is null, joined, n'

/** Gives each username to the first who wants it, unless somebody else has it already. */
export const giveNames = ({ db }: NameIndex): void =>
  give(db, {
    table: 'names',
    key: 'name_key',
    value: 'name',
    final: 'final_name',
    order: ORDER,
    isAlone: '1',
  })

/** Gives each address to one person. `toNobody`: unless several want it. */
export const giveAddresses = ({ db }: NameIndex, toNobody: boolean): void =>
  give(db, {
    table: 'addresses',
    key: 'address_key',
    value: 'address',
    final: 'final_address',
    order: `is_verified desc, ${ORDER}`,
    isAlone: toNobody ? 'many = 1' : '1',
  })

type Giving = { table: string; key: string; value: string; final: string; order: string; isAlone: string }

const give = (db: DatabaseSync, { table, key, value, final, order, isAlone }: Giving) => {
  // Who was imported before keeps what they have.
  db.exec(`
    update people set ${final} = ${value} where is_copy = 0
      and exists (select 1 from ${table} t where t.key = people.${key} and t.old_id = people.old_id);
    insert or ignore into ${table} (key, n, old_id)
      select ${key}, n, old_id from (
        select ${key}, n, old_id, count(*) over (partition by ${key}) as many,
          row_number() over (partition by ${key} order by ${order}) as place
        from people where ${key} is not null and is_copy = 0)
      where place = 1 and ${isAlone};
    update people set ${final} = ${value} where ${final} is null
      and exists (select 1 from ${table} t where t.key = people.${key} and t.n = people.n);`)
}
