import { expect, it } from 'vitest'
import { STRICT } from '../../../src/account/passwords/password-policy.ts'
import { checkReset, finishReset } from '../../../src/account/passwords/password-reset.ts'
import { openHouse } from './local-database.ts'
import { sqliteFile } from './open-fixture.ts'

const HOUR = 3_600_000

type Token = [person: number, key: string, hoursAgo: number]

/** Four people, the third of them disabled, and tokens that were sent to them. */
const site = (tokens: Token[]) =>
  sqliteFile(`create table auth_user (id integer primary key, password varchar(128), username varchar(150),
      email varchar(254), is_active bool, is_superuser bool, last_login datetime, date_joined datetime);
    create table django_rest_passwordreset_resetpasswordtoken (id integer primary key, created_at datetime,
      key varchar(64), ip_address text, user_agent text, user_id integer);
    ${[1, 2, 3, 4]
      .map(
        (
          id,
        ) => `insert into auth_user values (${id}, '!', 'person${id}', 'p${id}@example.com', ${id === 3 ? 0 : 1}, 0,
          null, '2024-01-01');`,
      )
      .join('')}
    ${tokens
      .map(
        ([person, key, hours], at) => `insert into django_rest_passwordreset_resetpasswordtoken
          values (${at + 1}, '${new Date(Date.now() - hours * HOUR).toISOString()}', '${key}', '', '', ${person});`,
      )
      .join('')}`)

const [GOOD, OTHER, OLD, DISABLED] = [
  '43dcb4b067fcd1a2b119',
  'b9f9d4119cfa80f29122',
  'old00000000000000001',
  'dis00000000000000001',
]
const DEAD = { name: 'Refusal', reason: 'dead_link' }
const NEW = 'Rt5-harbour-Cormorant'

it('lets the links in emails of the old system work, once and until they end', async () => {
  const { run, ports, rows, canSignIn, env } = await openHouse()
  const sent: Token[] = [
    [1, GOOD, 2],
    [2, OTHER, 23],
    [2, OLD, 25],
    [3, DISABLED, 1],
    [4, '12345678', 1],
    [4, 'short', 1],
  ]
  expect(await run(site(sent), { isDryRun: true })).toMatchObject({ code: 0 })
  expect(await rows('tickets')).toEqual([])
  expect(await run(site(sent))).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('✔ 2 reset links in emails of the old system work here\n'),
  })
  for (const token of [GOOD, OTHER]) await checkReset(ports, token)
  for (const token of [OLD, DISABLED, '12345678', 'short'])
    await expect(checkReset(ports, token)).rejects.toMatchObject(DEAD)
  const stored = await rows('tickets')
  for (const { expires_at } of stored) expect(Number(expires_at)).toBeLessThanOrEqual(Date.now() + 22 * HOUR)
  expect(JSON.stringify(stored)).not.toContain(GOOD)

  await finishReset(ports, STRICT, { token: GOOD, newPassword: NEW })
  expect(await canSignIn('person1', NEW)).toBe(true)
  await expect(checkReset(ports, GOOD)).rejects.toMatchObject(DEAD)

  // Again: what was used here stays used, and what was used there is used here, too.
  await run(site(sent))
  await expect(checkReset(ports, GOOD)).rejects.toMatchObject(DEAD)
  await checkReset(ports, OTHER)
  await run(site([[1, GOOD, 2]]))
  await expect(checkReset(ports, OTHER)).rejects.toMatchObject(DEAD)
  // The email about the new password has a link of its own.
  expect((await rows('tickets')).map(({ purpose }) => purpose)).toEqual(['alarm'])

  await run(site([[2, OTHER, 23]]), { resetHours: 72 })
  await checkReset(ports, OTHER)
  await env.DB.prepare('update tickets set expires_at = 1').run()
  await expect(checkReset(ports, OTHER)).rejects.toMatchObject(DEAD)
})

it('says that links which Django signed end', async () => {
  const { run } = await openHouse()
  expect(await run(site([]), { isDryRun: true })).toMatchObject({
    stdout: expect.stringContaining('Links in emails that Django or djoser signed end'),
  })
})
