import { env } from 'cloudflare:workers'
import { beforeAll, describe, expect, it } from 'vitest'
import { emailKey, emailKeyBeginning, usernameKey } from '../../src/account/names/name-keys.ts'
import { authenticate } from '../../src/account/sessions/session.ts'
import { findByAny, listUsers, type UserQuery } from '../../src/account/staff/users.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { makeStaff, signUp } from '../support/people.ts'
import { type Recorded, recordedDatabase } from '../support/recorded-database.ts'
import { rowsOf } from '../support/rows.ts'

const gatehouse = openGatehouse()
const { ports } = gatehouse

async function add(username: string, email = ''): Promise<string> {
  const id = crypto.randomUUID()
  const now = gatehouse.clock.now()
  await ports.commit(
    ports.accounts.insert({
      id,
      username,
      usernameKey: usernameKey(username),
      email,
      emailKey: emailKey(email),
      firstName: '',
      lastName: '',
      passwordHash: 'none',
      isActive: true,
      awaitsActivation: false,
      createdAt: now,
      updatedAt: now,
    }),
  )
  return id
}

/** The names on every page, one after another; each page is as full as it can be. */
async function allOf(asked: UserQuery): Promise<string[]> {
  const names: string[] = []
  for (let after: string | undefined; ; ) {
    const page = await listUsers(ports, null, { ...asked, after })
    names.push(...page.users.map(({ username }) => username))
    if (page.next === undefined) return names
    if (names.length > 200) throw new Error('goes round in circles')
    expect(page.users).toHaveLength(asked.limit ?? 100)
    after = page.next
  }
}

const found = async (search: string) =>
  (await listUsers(ports, null, { search })).users.map(({ username }) => username)

beforeAll(async () => {
  // Names that begin so, addresses that do, both, and neither.
  for (let at = 0; at < 9; at++) {
    await add(`mira${at}`, `z${at}@example.com`)
    await add(`Z${at}`, `mira-${at}@example.org`)
    await add(`MIRA-both${at}`, `mira.both${at}@example.com`)
    await add(`nobody${at}`)
  }
})

describe('a list of people', () => {
  it.each([1, 2, 3, 9, 17, 100])(
    'of %d a page has everybody once, in the order of their names',
    async (limit) => {
      const keys = (await rowsOf('accounts')).map(({ username_key }) => username_key).sort()
      expect((await allOf({ limit })).map(usernameKey)).toEqual(keys)
    },
  )

  it.each([1, 2, 3, 8, 9, 18, 19, 100])(
    'that a search finds, of %d a page, has first whose name begins so, then whose address alone does, each once',
    async (limit) => {
      const names = (await rowsOf('accounts')).map(({ username_key }) => String(username_key)).sort()
      const named = names.filter((name) => name.startsWith('mira'))
      const addressed = names.filter((name) => /^z\d$/.test(name))
      expect((await allOf({ search: ' MiRa ', limit })).map(usernameKey)).toEqual([...named, ...addressed])
    },
  )

  it('goes on where it was when somebody comes before, and refuses to go on after who is gone', async () => {
    const first = await listUsers(ports, null, { search: 'mira', limit: 2 })
    const early = await add('mira', 'early@example.com')
    const { users } = await listUsers(ports, null, { search: 'mira', limit: 2, after: first.next })
    expect(users.map(({ username }) => username)).not.toContain('mira')
    await env.DB.prepare('delete from accounts where id = ?').bind(early).run()
    for (const search of ['mira', ''])
      await expect(listUsers(ports, null, { search, after: early })).rejects.toMatchObject({
        reason: 'invalid',
        issues: [{ field: 'after', fault: 'malformed' }],
      })
  })

  it('ends where somebody has the last place, and nobody comes after', async () => {
    const last = await add('\u{2ebe0}last')
    const page = await listUsers(ports, null, { limit: 1, after: last })
    expect(page).toEqual({ users: [], next: undefined })
    await env.DB.prepare('delete from accounts where id = ?').bind(last).run()
  })

  it('has no page for whoever is not staff', async () => {
    const eve = await authenticate(ports, (await signUp(gatehouse, 'eve')).token)
    for (const asked of [{}, { search: eve.account.username }, { search: eve.account.id }])
      await expect(listUsers(ports, eve, asked)).rejects.toMatchObject({ reason: 'not_yours' })
  })
})

describe('a page', () => {
  it('reads no more rows where many come before it', async () => {
    const rows = `with recursive n(i) as (select 0 union all select i + 1 from n where i < 999)
      insert into accounts (id, username, username_key, email, email_key, first_name, last_name, password_hash, is_active,
        awaits_activation, created_at, updated_at)
      select 'id' || i, 'page' || i, printf('page%04d', i), '', printf('page%04d@example.com', i), '', '', '', 1, 0, 0, 0 from n`
    await env.DB.prepare(rows).run()
    const statements: Recorded = new Map()
    const { users } = openGatehouse({ DB: recordedDatabase(env.DB, statements) }).ports
    const page = { after: 'id900', limit: 5 }
    expect((await users.list(page)).map(({ id }) => id)).toEqual([
      'id901',
      'id902',
      'id903',
      'id904',
      'id905',
    ])
    const beginning = { usernameKey: 'page', emailKey: 'page' }
    expect((await users.search(beginning, page))[0]?.id).toBe('id901')
    expect(statements.size).toBe(2)
    for (const [query, values] of statements) {
      const { meta } = await env.DB.prepare(query)
        .bind(...values)
        .all()
      expect(meta.rows_read).toBeLessThanOrEqual(12)
    }
    await env.DB.prepare("delete from accounts where id like 'id%'").run()
  })
})

describe('a search', () => {
  it.each([
    ['Ａｄａ', 'ada'],
    ['straß', 'Straße'],
    ['ÉMI', 'Émilie'],
    ['𐐀𐐀', '𐐨𐐨𐐨'],
    ['x', 'x𠀀'],
    ['a+b', 'a+b_c'],
    ['me@work', 'me@work.example'],
  ])('for %s finds the name %s', async (search, username) => {
    const id = await add(username)
    expect(await found(search)).toContain(username.normalize('NFKC'))
    await env.DB.prepare('delete from accounts where id = ?').bind(id).run()
  })

  it.each([
    ['Grace@', 'grace@example.com'],
    ['grace@EXAMPLE.c', 'grace@example.com'],
    ['grace@1', 'grace@127.example.com'],
    ['grace@exa%', undefined],
    ['race@example.com', undefined],
    ['grace@bücher.example', 'grace@bücher.example'],
    ['grace@xn--b', 'grace@bücher.example'],
  ])('for %s finds the address %s', async (search, email) => {
    const id = await add('somebody', email ?? 'grace@example.com')
    expect(await found(search)).toEqual(email === undefined ? [] : ['somebody'])
    await env.DB.prepare('delete from accounts where id = ?').bind(id).run()
  })

  it('for an id finds whose it is alone, and else who is named so', async () => {
    const id = await add('owner')
    expect(await found(` ${id.toUpperCase()} `)).toEqual(['owner'])
    const name = crypto.randomUUID()
    await add(name)
    expect(await found(name)).toEqual([name])
    expect(await found(id.slice(0, 12))).toEqual([])
  })
})

describe('the key of an address of which only a beginning is known', () => {
  it.each([
    ['Ada', 'ada'],
    ['Ada@', 'ada@'],
    ['ada@EXAMPLE', 'ada@example'],
    ['ada@example.com', 'ada@example.com'],
    ['ada@127', 'ada@127'],
    ['ada@Bücher.example', 'ada@xn--bcher-kva.example'],
    ['ada@ü@exa', 'ada@ü@exa'],
  ])('%s is %s', (text, key) => {
    expect(emailKeyBeginning(text)).toBe(key)
    if (/\.(com|example)$/.test(text)) expect(emailKey(text)).toBe(key)
  })
})

describe('who is meant', () => {
  it('is found by id, name or address, in any case, and nobody by a beginning', async () => {
    const ada = await signUp(gatehouse, 'ada')
    await makeStaff(ada)
    for (const who of [
      ada.id,
      ada.id.toUpperCase(),
      ada.username.toUpperCase(),
      ` ${ada.email.toUpperCase()} `,
    ])
      expect(
        (await findByAny(ports, who)).map(({ id }) => id),
        who,
      ).toEqual([ada.id])
    for (const who of ['', 'ada', ada.id.slice(1), crypto.randomUUID()])
      expect(await findByAny(ports, who), who).toEqual([])
  })

  it('are two where a name is another’s address: an id tells them apart', async () => {
    const one = await add('twin@example.com')
    const two = await add('other-twin', 'twin@example.com')
    expect((await findByAny(ports, 'twin@example.com')).map(({ id }) => id).sort()).toEqual([one, two].sort())
    expect((await findByAny(ports, two)).map(({ id }) => id)).toEqual([two])
  })
})
