import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, it, onTestFinished } from 'vitest'
import { logInForToken } from '../../../src/account/sign-in/login.ts'
import { oldLogin } from '../../../src/account/sign-in/old-login/old-login.ts'
import { Unavailable } from '../../../src/ports/unavailable.ts'
import { openHouse } from './local-database.ts'
import { sqliteFile } from './open-fixture.ts'

const PASSWORD = 'argon-django-default'
/** Django's default, which needs more memory than an isolate has; and a hasher that a site made. */
const ARGON =
  'argon2$argon2id$v=19$m=102400,t=2,p=8$N0FJR3ZqYVRyT1FzME9saA$/dI1mp6GSQhR8PywUEKqgC/Wyep7vVnTGD6gdkEBrFA'
const OWN = 'sites_own$abc$def'

const site = () =>
  sqliteFile(`create table auth_user (id integer primary key, password varchar(128), username varchar(150),
      email varchar(254), is_active bool, is_superuser bool, last_login datetime, date_joined datetime);
    ${[ARGON, OWN, '!social', '', ARGON]
      .map(
        (hash, at) =>
          `insert into auth_user values (${at + 1}, '${hash}', '${at < 4 ? `Person${at}` : 'person0'}',
          'p${at}@example.com', 1, 0, null, '2024-01-0${at + 1}');`,
      )
      .join('')}`)

/** djoser, for people of one password. Counts what it is asked. */
const openOldServer = async () => {
  const seen = { asked: [] as string[], isBroken: false }
  const server = createServer(async (request, response) => {
    let text = ''
    for await (const chunk of request) text += chunk
    const answer = (status: number, body: object) =>
      response
        .writeHead(seen.isBroken ? 502 : status, { 'content-type': 'application/json' })
        .end(JSON.stringify(body))
    if (request.url === '/auth/users/me/') {
      const name = request.headers.authorization?.replace('Token of-', '')
      answer(name ? 200 : 401, { id: 77, username: name, email: `${name}@example.org` })
      return
    }
    const { username, password } = JSON.parse(text)
    seen.asked.push(username)
    if (password === PASSWORD) answer(200, { auth_token: `of-${username}` })
    else answer(400, { non_field_errors: ['Unable to log in with provided credentials.'] })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { seen, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/auth/token/login/` }
}

const asking = { oldLogin: oldLogin({ api: 'djoser-token', until: '2999-01-01', newcomers: true }) }

it('imports who cannot be verified here as somebody whom the old login is asked about', async () => {
  const { env, withConfig, rows } = await openHouse()
  const { seen, url } = await openOldServer()
  Object.assign(env, { OLD_LOGIN_URL: url })
  const without = withConfig({})
  expect(await without.run(site())).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('Set oldLogin in gatehouse.config.ts'),
  })
  expect(await without.canSignIn('Person0', PASSWORD)).toBe(false)

  const { run, canSignIn, ports } = withConfig(asking)
  expect(await run(site())).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/The old login is asked at the first sign-in[\s\S]*3 {2}were written anew/),
  })
  const hashes = (await rows('accounts')).map(({ username, password_hash }) => [username, password_hash])
  const named = (name: string) => `!old-login,site,username,${Buffer.from(name).toString('base64url')}`
  expect(Object.fromEntries(hashes)).toEqual({
    Person0: named('Person0'),
    Person1: named('Person1'),
    Person2: '!',
    Person3: '!',
    person0_2: named('person0'),
  })

  expect(await canSignIn('Person0', `${PASSWORD}x`)).toBe(false)
  seen.isBroken = true
  await expect(logInForToken(ports, { identifier: 'Person0' }, PASSWORD)).rejects.toThrow(Unavailable)
  seen.isBroken = false
  for (const name of ['Person0', 'p1@example.com', 'person0_2'])
    expect(await canSignIn(name, PASSWORD)).toBe(true)
  expect(seen.asked).toEqual(['Person0', 'Person0', 'Person0', 'Person1', 'person0'])
  expect(await canSignIn('Person0', PASSWORD)).toBe(true)
  expect(await canSignIn('Person2', PASSWORD)).toBe(false)
  expect(seen.asked).toHaveLength(5)
  expect(await run(site())).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('5  are as they were imported'),
  })
})

it('brings a newcomer over HTTP, with the profile there', async () => {
  const { env, withConfig, account, rows } = await openHouse()
  const { url } = await openOldServer()
  Object.assign(env, { OLD_LOGIN_URL: url })
  const { canSignIn } = withConfig({ ...asking, ids: 'integer' })
  expect(await canSignIn('newcomer', PASSWORD)).toBe(true)
  expect(await account('newcomer')).toMatchObject({ number: 77, email: 'newcomer@example.org' })
  expect(await rows('imported_accounts')).toMatchObject([{ source: 'site', old_id: '77' }])
})
