import { describe, expect, it } from 'vitest'
import { readProject, rowOf } from './projects.ts'

const JWT = "'rest_framework_simplejwt.authentication.JWTAuthentication'"
const TOKEN = "'rest_framework.authentication.TokenAuthentication'"
const SESSION = "'rest_framework.authentication.SessionAuthentication'"
const NAME = 'DEFAULT_AUTHENTICATION_CLASSES'

/** A project with these classes and these of djoser's URLs. */
function read(classes: string, urls: string[], more = '') {
  const found = readProject({
    'settings.py': `DJOSER = {}\nREST_FRAMEWORK = {'${NAME}': [${classes}]}\n${more}`,
    'urls.py': `urlpatterns = [${['djoser.urls', ...urls]
      .map((each) => `path('auth/', include('${each}'))`)
      .join(', ')}]`,
  })
  return { djoser: found.plan.apis?.djoser, row: rowOf(found, NAME), found }
}

const TOKENS = 'djoser.urls.authtoken'
const JWTS = 'djoser.urls.jwt'
/** What such a project has besides: no blacklist, no django-trench, and DRF's own permissions. */
const OF_ALL = { at: ['/auth'], trench: false, openRoot: true }
const NO_BLACKLIST = { views: { 'jwt/blacklist': [], 'jwt/logout': [] } }

describe(NAME, () => {
  it.each([
    [JWT, [JWTS], { tokens: false, ...NO_BLACKLIST }],
    [TOKEN, [TOKENS], { jwt: false }],
    [`${SESSION}, ${JWT}`, [JWTS], { tokens: false, ...NO_BLACKLIST }],
  ])('%s is what the paths say already', (classes, urls, paths) => {
    const { djoser, row } = read(classes, urls)
    expect(djoser).toEqual({ ...OF_ALL, ...paths })
    expect(row).toEqual(['taken: as the paths say'])
  })

  it.each([
    [JWT, [TOKENS, JWTS], ['jwt'], NO_BLACKLIST],
    [`${JWT}, ${TOKEN}`, [TOKENS, JWTS], ['jwt', 'tokens'], NO_BLACKLIST],
    [`${TOKEN}, ${SESSION}, ${JWT}`, [JWTS], ['tokens', 'jwt'], { tokens: false, ...NO_BLACKLIST }],
  ])('%s is taken', (classes, urls, authentication, paths) => {
    const { djoser, row } = read(classes, urls)
    expect(djoser).toEqual({ ...OF_ALL, ...paths, authentication })
    expect(row).toEqual([`taken: authentication: [${authentication.map((each) => `'${each}'`).join(', ')}]`])
  })

  it.each([SESSION, `${JWT}, 'api.CookieAuthentication'`, ''])('[%s] is not served', (classes) => {
    const { djoser, row } = read(classes, [TOKENS, JWTS])
    expect(djoser).toEqual({ ...OF_ALL, ...NO_BLACKLIST })
    expect(row).toEqual(['not served: tokens and JWTs of every API are let in'])
  })
})

describe('AUTH_HEADER_TYPES', () => {
  const types = (written: string) => {
    const { djoser, found } = read(JWT, [JWTS], `SIMPLE_JWT = {'AUTH_HEADER_TYPES': ${written}}`)
    const { settings = {} } = djoser || {}
    return { settings, row: rowOf(found, 'AUTH_HEADER_TYPES') }
  }

  it('are taken in their order', () => {
    expect(types("('JWT', 'Bearer')")).toEqual({
      settings: { AUTH_HEADER_TYPES: ['JWT', 'Bearer'] },
      row: ['taken: the same setting'],
    })
    expect(types("'JWT'")).toEqual({
      settings: { AUTH_HEADER_TYPES: ['JWT'] },
      row: ['taken: the same setting'],
    })
  })

  it('that are the default are not written', () => {
    expect(types("('Bearer',)")).toEqual({ settings: {}, row: ['taken: the default'] })
  })

  it('without those that are not served', () => {
    expect(types("('Key', 'JWT')")).toEqual({
      settings: { AUTH_HEADER_TYPES: ['JWT'] },
      row: ['not served: AUTH_HEADER_TYPES: JWT; credentials follow Token, Bearer or JWT'],
    })
  })
})

describe('CHECK_REVOKE_TOKEN', () => {
  const row = (jwt: string, name: string) => rowOf(read(JWT, [JWTS], `SIMPLE_JWT = {${jwt}}`).found, name)

  it('says what becomes of JWTs from before a new password', () => {
    expect(row("'CHECK_REVOKE_TOKEN': True", 'CHECK_REVOKE_TOKEN')).toEqual([
      'always: a new password ends JWTs; imported ones from before a new password there: refresh tokens end if simplejwt has recorded them, access tokens live until they expire (docs/imported-sessions.md)',
    ])
    expect(row("'CHECK_REVOKE_TOKEN': False", 'CHECK_REVOKE_TOKEN')).toEqual([
      'always: a new password ends JWTs',
    ])
  })

  it('says that another claim is not read', () => {
    expect(row("'REVOKE_TOKEN_CLAIM': 'hash_password'", 'REVOKE_TOKEN_CLAIM')).toEqual([
      'always: a new password ends JWTs',
    ])
    expect(row("'REVOKE_TOKEN_CLAIM': 'pw'", 'REVOKE_TOKEN_CLAIM')).toEqual([
      'not served: imported JWTs from before a new password are told by hash_password only',
    ])
  })
})
