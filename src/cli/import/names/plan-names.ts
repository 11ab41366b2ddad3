import { emailKey, usernameKey } from '../../../account/names/name-keys.ts'
import { madeValid, validUsername, withSuffix } from '../../../account/names/valid-names.ts'
import { Refused } from '../../refused.ts'
import type { OldPerson } from '../source.ts'
import { giveAddresses, giveNames, type IndexedPerson, indexNames, type NameIndex } from './name-index.ts'
import type { Clash, NameOptions, PersonPlan } from './person-plan.ts'

export type NamePlan = {
  /** The people again, in the same order, each with their plan. Throws Refused if they are others by now. */
  apply(people: AsyncIterable<OldPerson>): AsyncGenerator<{ person: OldPerson; plan: PersonPlan }>
  /** Who was imported before, has an account that is not disabled, and is not among these people. */
  gone(): Iterable<Gone>
  close(): void
}

type Gone = { oldId: string; username: string }

/**
 * Decides what everybody will be called. The first of several with one username keeps it: the active before the
 * disabled, then the oldest. The others get a suffix. An address goes to the one who has verified it, otherwise to the
 * first in the same order, and the others have none. Nobody is merged with anybody. Memory does not grow with the people.
 */
export const planNames = async (
  people: AsyncIterable<OldPerson>,
  options: NameOptions = {},
): Promise<NamePlan> => {
  const { usernames = 'suffix', addresses = 'first', hasUsernames = true, taken = [] } = options
  const index = await indexNames(people, taken)
  giveAddresses(index, addresses === 'nobody')
  if (hasUsernames) {
    giveNames(index)
    if (usernames === 'suffix') giveSuffixes(index)
  }
  const explain = explainer(index, hasUsernames)
  const find = index.db.prepare('select * from people where n = ?')
  return {
    async *apply(people) {
      let n = 0
      for await (const person of people) {
        const indexed = find.get(n++) as IndexedPerson | undefined
        if (indexed?.old_id !== person.oldId) throw new Refused('The source changed while it was read')
        yield { person, plan: explain(indexed) }
      }
    },
    gone: () => index.db.prepare(GONE).iterate() as Iterable<Gone>,
    close: () => index.db.close(),
  }
}

const GONE = `select old_id as oldId, min(name) as username from names
  where n = -1 and old_id is not null and is_active = 1 and not exists (select 1 from people where people.old_id = names.old_id)
  group by old_id`

const PAGE = 1_000

/** Gives a username to all who have none by now. */
const giveSuffixes = ({ db }: NameIndex) => {
  const next = db.prepare(`select * from people
    where n > ? and final_name is null and is_copy = 0 and (username <> '' or trim(email) <> '')
    order by n limit ${PAGE}`)
  const give = db.prepare('update people set final_name = ? where n = ?')
  const take = taker({ db })
  for (let last = -1; ; ) {
    const page = next.all(last) as IndexedPerson[]
    for (const person of page) give.run(take(person), person.n)
    const end = page.at(-1)
    if (!end) return
    last = end.n
  }
}

/** Finds a free username for a person, like the one that they had, and takes it. */
const taker = ({ db }: NameIndex) => {
  const insert = db.prepare('insert or ignore into names (key, n, old_id) values (?, ?, ?)')
  const own = db.prepare('select name from names where old_id = ? and n = -1')
  const number = db.prepare('select next from suffixes where key = ?')
  const note = db.prepare('insert or replace into suffixes (key, next) values (?, ?)')
  const addressOwner = db.prepare('select 1 from addresses where key = ?')
  const base = ({ username, email, address, final_address }: IndexedPerson): string => {
    if (username !== '') return username
    const typed = email.trim()
    // All of an address that is not valid here is a username that is found where people typed the address.
    const isFound = validUsername(typed) === typed && !addressOwner.get(emailKey(typed))
    return address === null && isFound ? typed : localPart(final_address ?? typed)
  }
  return (person: IndexedPerson): string => {
    const before = own.get(person.old_id)?.name
    if (typeof before === 'string') return before
    const wanted = person.name ?? madeValid(base(person))
    const isFree = (name: string) => insert.run(usernameKey(name), person.n, person.old_id).changes > 0
    if (person.name === null && isFree(wanted)) return wanted
    const key = usernameKey(wanted)
    for (let suffix = Number(number.get(key)?.next ?? 2); ; suffix++) {
      const name = withSuffix(wanted, suffix)
      if (!isFree(name)) continue
      note.run(key, suffix + 1)
      return name
    }
  }
}

const localPart = (address: string) => /^(.*)@/s.exec(address)?.[1] || address

/** Says in words what was decided for a person. */
const explainer = ({ db }: NameIndex, hasUsernames: boolean) => {
  const nameOwner = db.prepare('select old_id from names where key = ?')
  const addressOwner = db.prepare('select old_id from addresses where key = ?')
  const otherWithAddress = db.prepare('select old_id from people where address_key = ? and n <> ? limit 1')
  const ownerOf = (owner: typeof nameOwner, key: string | null): { oldId?: string } => {
    const oldId = owner.get(key)?.old_id
    return typeof oldId === 'string' ? { oldId } : {}
  }

  const nameClash = (person: IndexedPerson): Clash | undefined => {
    const { username, name, name_key, final_name } = person
    if (!hasUsernames || name === final_name) return undefined
    const solved = final_name === null ? 'left out' : `named ${final_name}`
    if (username === '') return { what: 'username_missing', solved: `${solved}, after the address` }
    if (name === null) return { what: 'username_invalid', solved }
    return { what: 'username_taken', solved, ...ownerOf(nameOwner, name_key) }
  }

  const addressClash = ({ email, address, address_key, final_address }: IndexedPerson): Clash | undefined => {
    if (email.trim() === '' || final_address !== null) return undefined
    const solved = 'imported without an address, so a reset by email is not possible'
    if (address === null) return { what: 'address_invalid', solved }
    return { what: 'address_shared', solved, ...ownerOf(addressOwner, address_key) }
  }

  const lookAlike = ({ n, final_name }: IndexedPerson): Clash | undefined => {
    const key = final_name?.includes('@') ? emailKey(final_name) : null
    const other = key === null ? undefined : otherWithAddress.get(key, n)?.old_id
    if (typeof other !== 'string') return undefined
    const solved = 'both keep it: where either is typed, the name comes first, unless the address is verified'
    return { what: 'username_is_address', solved, oldId: other }
  }

  return (person: IndexedPerson): PersonPlan => ({
    oldId: person.old_id,
    username: person.final_name ?? '',
    email: person.final_address ?? '',
    clashes: [nameClash(person), addressClash(person), lookAlike(person)].filter(
      (clash) => clash !== undefined,
    ),
    ...cannot(person, hasUsernames),
  })
}

const withoutAddress = ({ email, address }: IndexedPerson): string => {
  if (email.trim() === '') return 'There is no address to sign in with'
  const why = address === null ? 'The address is not valid here' : 'The address is somebody else’s'
  return `${why}, and without usernames there is no other way to sign in`
}

const cannot = (person: IndexedPerson, hasUsernames: boolean): { cannot?: string } => {
  if (person.is_copy === 1) return { cannot: 'The id occurs a second time in the source' }
  if (!hasUsernames) {
    return person.final_address === null ? { cannot: withoutAddress(person) } : {}
  }
  if (person.final_name !== null) return {}
  return person.username === '' && person.email.trim() === ''
    ? { cannot: 'There is neither a username nor an address' }
    : { cannot: 'The username cannot be kept, and no suffix is wanted' }
}
