import { env } from 'cloudflare:workers'
import { beforeAll, describe, expect, it } from 'vitest'
import { callerOf } from '../support/caller.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { exampleOf, faultOfAnswer, readingJson, requestOf, table } from '../support/operations.ts'
import { makeStaff, PASSWORD, type SignedUp, signUp } from '../support/people.ts'
import { refused } from '../support/refused.ts'

const gatehouse = openGatehouse({ PASSWORD_HASH_LINKS: '1', ACCEPT_WEAK_HASH: 'true' } as Partial<Env>)
const { call, get, post, put } = callerOf(gatehouse)

let ada: SignedUp

beforeAll(async () => {
  ada = await signUp(gatehouse, 'ada')
  await makeStaff(ada)
})

const schema = async () =>
  (await env.DB.prepare('select name, sql from sqlite_master order by name').all()).results

const INJECTIONS = [
  "'; DROP TABLE accounts;--",
  "' OR '1'='1",
  '" OR ""="',
  "admin'/*",
  "ada'--",
  '%',
  'ad%',
  'ad_',
  '*',
  'ada\\',
  '?1',
  ':username',
  '$1',
  "') UNION SELECT password_hash FROM accounts--",
]

it.each(INJECTIONS)('%s signs nobody in, and is nobody’s address (INP-22)', async (text) => {
  const apis: [string, object, number][] = [
    ['/api/login/', { username: text, password: PASSWORD }, 401],
    ['/auth/token/login/', { username: text, password: PASSWORD }, 400],
    ['/auth/jwt/create/', { username: text, password: PASSWORD }, 401],
    ['/api-token-auth/', { username: text, password: PASSWORD }, 400],
    ['/api/v1/users/login', { identifier: text, password: PASSWORD }, 401],
    ['/auth/users/reset_password/', { email: text }, 400],
  ]
  for (const [path, json, status] of apis)
    expect([path, (await refused(gatehouse, () => post(path, json))).status]).toEqual([path, status])
})

describe.each(table(readingJson))('a text at %s', (_, operation) => {
  it('is never part of a statement (INP-22)', async () => {
    const before = await schema()
    const found: unknown[] = []
    const person = operation.needsLogin ? await signUp(gatehouse) : ada
    await makeStaff(person)
    const { method, path, headers } = requestOf(operation, person)
    headers.set('content-type', 'application/json')
    for (const field of Object.keys(operation.fields))
      for (const text of INJECTIONS) {
        const body = JSON.stringify({ ...exampleOf(operation), [field]: text })
        const fault = faultOfAnswer(operation, await call(method, path, { headers, body }))
        if (fault !== undefined) found.push([field, text, fault])
      }
    expect(found).toEqual([])
    expect(await schema()).toEqual(before)
  })
})

it('what looks like SQL is kept as it was typed (INP-22)', async () => {
  for (const text of INJECTIONS) {
    const { status, body } = await put(
      '/api/profile/',
      { first_name: text, last_name: text, email: '' },
      ada.token,
    )
    expect([status, body]).toEqual([200, expect.objectContaining({ first_name: text, last_name: text })])
    expect((await get('/api/profile/', ada.token)).body).toEqual(body)
  }
})

it.each([
  'constructor',
  '__proto__',
  'hasOwnProperty',
  'toString',
  'valueOf',
  'then',
  'prototype',
  'null',
  'undefined',
])('%s is a name like any other, at every API (INP-21)', async (username) => {
  expect((await post('/auth/users/', { username, password: PASSWORD })).status).toBe(201)
  expect(
    (await refused(gatehouse, () => post('/auth/users/', { username, password: PASSWORD }))).body,
  ).toEqual({
    username: ['A user with that username already exists.'],
  })
  for (const path of [
    '/api/login/',
    '/auth/token/login/',
    '/auth/jwt/create/',
    '/api-token-auth/',
    '/api/v1/users/login',
  ])
    expect([path, (await post(path, { username, password: PASSWORD })).status]).toEqual([path, 200])
})

describe('names that fold to the same key', () => {
  // Decision 3: NFKC and full case folding, of any script; scripts may mix.
  it.each([
    ['Élodie', 'éLODIE'],
    ['ÅNGSTRÖM', 'a\u030angstro\u0308m'],
    ['ΣΙΓΜΑ', 'σιγμα'],
    ['Жанна', 'жАННА'],
    ['\uff5aoe', 'ZOE'],
    ['\u212aelvin', 'kelvin'],
    ['ﬁona', 'FIONA'],
    ['Straße', 'STRASSE'],
    ['ΟΔΟΣ', 'οδοσ'],
  ])('are one: %s and %s (INP-29)', async (first, second) => {
    expect((await post('/auth/users/', { username: first, password: PASSWORD })).status).toBe(201)
    const again = await refused(gatehouse, () =>
      post('/api/v1/users/', { username: second, password: PASSWORD }),
    )
    expect(again.status).toBe(400)
    expect((await post('/api-token-auth/', { username: second, password: PASSWORD })).status).toBe(200)
  })

  it.each([
    ['admin', 'аdmin'],
    ['mike', 'mıke'],
  ])('are two where only the eye takes them for one: %s and %s (INP-27)', async (first, second) => {
    for (const username of [first, second])
      expect((await post('/auth/users/', { username, password: PASSWORD })).status).toBe(201)
    const ids = await Promise.all(
      [first, second].map(
        async (username) => (await post('/api/login/', { username, password: PASSWORD })).body,
      ),
    )
    const [one, other] = ids as { user_id: string }[]
    expect(one?.user_id).not.toBe(other?.user_id)
  })
})
