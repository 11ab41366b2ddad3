import { env } from 'cloudflare:workers'
import { beforeAll, describe, expect, it } from 'vitest'
import { openConsole } from '../support/console.ts'
import { countedBindings } from '../support/counters.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { makeStaff, type SignedUp, signUp } from '../support/people.ts'

const { bindings, counting } = countedBindings()
const gatehouse = openGatehouse(bindings)
const console = openConsole(gatehouse)
const CROWD = 2100

let boss: SignedUp
beforeAll(async () => {
  boss = await signUp(gatehouse, 'boss')
  await makeStaff(boss)
  await signUp(gatehouse, 'ada')
  await console.signIn(boss)
  // Everybody in the crowd has verified an address and is signed in nowhere; a few of the last are not as the others.
  await env.DB.exec(
    `with recursive n(i) as (select 1 union all select i + 1 from n where i < ${CROWD}) insert into accounts (id, username, username_key, email, email_key, email_verified_at, first_name, last_name, password_hash, is_active, awaits_activation, created_at, updated_at) select printf('00000000-0000-4000-8000-%012d', i), printf('crowd%05d', i), printf('crowd%05d', i), printf('c%05d@example.com', i), printf('c%05d@example.com', i), iif(i > ${CROWD - 3}, null, 1), '', '', 'x', iif(i > ${CROWD - 2}, 0, 1), 0, 1, 1 from n`,
  )
})

const namesIn = (text: string) =>
  [...text.matchAll(/<a href="\/admin\/people\/[0-9a-f-]{36}">([^<]*)<\/a>\n<span class="address/g)].map(
    ([, name]) => name,
  )
const nextIn = (text: string) => /href="([^"]*)" rel="next"/.exec(text)?.[1]?.replaceAll('&amp;', '&')

async function pagesOf(path: string) {
  const names: (string | undefined)[] = []
  let pages = 0
  for (let next: string | undefined = path; next !== undefined; pages++) {
    const told = counting()
    const { status, text } = await console.get(next)
    const { roundTrips, rowsRead } = told()
    expect(status, next).toBe(200)
    expect(roundTrips, next).toBeLessThanOrEqual(3)
    expect(rowsRead, next).toBeLessThanOrEqual(4210)
    names.push(...namesIn(text))
    next = nextIn(text)
    // A page goes on after an ID.
    expect(/after=([^&]*)/.exec(next ?? '')?.[1] ?? boss.id).toMatch(/^[0-9a-f-]{36}$/)
  }
  return { names, pages }
}

describe('/admin/people', () => {
  it('shows everybody page by page, at three round trips each, and no name in an address', async () => {
    const { names, pages } = await pagesOf('/admin/people')
    expect(new Set(names).size).toBe(CROWD + 2)
    expect(names).toHaveLength(CROWD + 2)
    expect(pages).toBe(Math.ceil((CROWD + 2) / 50))
  })

  it('finds a person by username, address and ID', async () => {
    for (const [search, name] of [
      [boss.username.toUpperCase(), boss.username],
      [`${boss.username}@exa`, boss.username],
      [boss.id, boss.username],
      ['crowd00042', 'crowd00042'],
      ['c00042@', 'crowd00042'],
    ] as const)
      expect((await pagesOf(`/admin/people?${new URLSearchParams({ search })}`)).names).toEqual([name])
    // Also nobody, by what could be an ID.
    expect(await pagesOf(`/admin/people?search=${crypto.randomUUID()}`)).toEqual({ names: [], pages: 1 })
    const { text } = await console.get('/admin/people?search=%3Cb%3E')
    expect(text).toContain('Nobody is found.')
    expect(text).toContain('value="&lt;b&gt;"')
  })

  it('finds who was imported by the ID that they had there', async () => {
    await env.DB.prepare(
      "insert into imported_accounts (source, old_id, account_id, imported_at, updated_at, fingerprint) values ('site', '42', ?, 1, 1, '')",
    )
      .bind(boss.id)
      .run()
    expect((await pagesOf('/admin/people?search=site:42')).names).toEqual([boss.username])
    expect((await pagesOf('/admin/people?search=site:43')).names).toEqual([])
  })

  it.each<[string, () => (string | undefined)[]]>([
    ['only=staff', () => [boss.username]],
    ['only=staff&order=email', () => [boss.username]],
    ['only=disabled', () => [`crowd0${CROWD - 1}`, `crowd0${CROWD}`]],
    ['only=disabled&order=email&search=c0', () => [`crowd0${CROWD - 1}`, `crowd0${CROWD}`]],
    ['only=disabled&search=zoe', () => []],
    ['only=unverified&search=crowd', () => [`crowd0${CROWD - 2}`, `crowd0${CROWD - 1}`, `crowd0${CROWD}`]],
    ['only=active&search=crowd0209', () => Array.from({ length: 9 }, (_, at) => `crowd0209${at}`)],
    ['order=email&search=c0001', () => Array.from({ length: 10 }, (_, at) => `crowd0001${at}`)],
  ])(
    'narrows the list to ?%s, and looks at a bounded number of accounts for each page',
    async (query, expected) => {
      const { names } = await pagesOf(`/admin/people?${query}`)
      expect(names).toEqual(expected())
    },
  )

  it('finds who is signed in nowhere', async () => {
    const { names } = await pagesOf('/admin/people?only=signed_out&search=boss')
    expect(names).toEqual([])
    expect((await pagesOf('/admin/people?only=signed_out&search=crowd0000')).names).toHaveLength(9)
  })

  it('finds who has never signed in: no session, and no sign-in is known, here or where they came from', async () => {
    await env.DB.exec("update accounts set last_login_at = 1 where username_key = 'crowd00001'")
    await env.DB.exec("update accounts set first_login_at = 1 where username_key = 'crowd00002'")
    expect((await pagesOf('/admin/people?only=never_signed_in&search=crowd0000')).names).toEqual(
      [3, 4, 5, 6, 7, 8, 9].map((at) => `crowd0000${at}`),
    )
    // A session tells before the cron does.
    expect((await pagesOf(`/admin/people?only=never_signed_in&search=${boss.username}`)).names).toEqual([])
  })

  it('finds whose password is still that of the system that they came from', async () => {
    for (const [at, hash] of [
      [1, '$foreign$v=1$a=pbkdf2_sha256,i=260000,keyid=1$c2FsdA$dGFn'],
      [2, '!old-login,site,x'],
      [3, '!'],
      [4, `!${crypto.randomUUID()}`],
      [5, '$pbkdf2-chain$v=1$h=sha256,i=100000,n=6,keyid=1$c2FsdA$dGFn'],
    ])
      await env.DB.prepare('update accounts set password_hash = ? where username_key = ?')
        .bind(hash, `crowd0200${at}`)
        .run()
    const { names, pages } = await pagesOf('/admin/people?only=old_password')
    expect([names, pages]).toEqual([['crowd02001', 'crowd02002'], 1])
    expect((await pagesOf('/admin/people?only=old_password&order=email&search=c0')).names).toEqual(names)
  })

  it.each(['only=x', 'order=x', 'after=x', 'search=%00', 'after=00000000-0000-4000-8000-ffffffffffff'])(
    'refuses ?%s with a page',
    async (query) => {
      const { status, heading } = await console.get(`/admin/people?${query}`)
      expect([status, heading]).toEqual([400, 'Something in the address is not valid'])
    },
  )
})

describe('the plan of a page', () => {
  it('uses an index of its own for staff, disabled accounts and old passwords', async () => {
    for (const [where, index] of [
      ['is_staff = 1', 'accounts_staff'],
      ['is_active = 0 and awaits_activation = 0', 'accounts_disabled'],
      ["(password_hash glob '$foreign$*' or password_hash glob '!old-login,*')", 'accounts_old_password'],
    ]) {
      const { results } = await env.DB.prepare(
        `explain query plan select * from accounts where ${where} and username_key < ? and username_key >= ? order by username_key limit 51`,
      )
        .bind('z', 'a')
        .all<{ detail: string }>()
      expect(results.map(({ detail }) => detail).join()).toContain(`USING INDEX ${index}`)
    }
  })
})
