import { Readable } from 'node:stream'
import { expect, it } from 'vitest'
import { checkPasswords } from '../../../src/cli/commands/import/check-passwords.ts'
import { listen } from '../listen.ts'
import { openHouse } from './local-database.ts'
import { siteAs } from './open-fixture.ts'

const never = new AbortController().signal

it('says who could sign in, without a password and without a trace', async () => {
  const { run, ports, env } = await openHouse()
  await run(siteAs('sqlite'))
  const traces = async () => {
    const tables = ['accounts', 'sessions', 'attempts', 'events', 'known_places']
    const results = await env.DB.batch(tables.map((table) => env.DB.prepare(`select * from ${table}`)))
    return results.map((result) => result.results)
  }
  const before = await traces()
  const printed = listen()
  const lines = [
    'md5er:salted-md5-legacy',
    'Boris@Example.com:пароль-с-кириллицей-7\r',
    'md5er:salted-md5-legacyx',
    'gone:inactive-person-9',
    'argo:argon-gas-18-noble',
    'nobody:a:b',
    '',
  ]
  expect(await checkPasswords(ports, Readable.from(lines.join('\n')), never)).toBe(1)
  expect(printed.stdout.split('\n').map((line) => line.replace(/ {2,}/g, '  '))).toEqual([
    'md5er  yes',
    'Boris@Example.com  yes',
    'md5er  no  the password is not the right one',
    'gone  no  the account is disabled',
    'argo  no  there is no password that can be verified here: they need an email to set one',
    'nobody  no  no account has this username or email address',
    '',
  ])
  expect(await traces()).toEqual(before)
  expect(await checkPasswords(ports, Readable.from('twin1:same-address-one'), never)).toBe(0)
  await expect(checkPasswords(ports, Readable.from('ada'), never)).rejects.toThrow(
    'Line 1 is not user:password',
  )
})
