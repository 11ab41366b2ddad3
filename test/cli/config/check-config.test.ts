import { describe, expect, it } from 'vitest'
import { oldLogin, text } from '../../../src/configuration.ts'
import { checkConfig } from '../../../src/http/config-checks/check-config.ts'
import { defaultConfig, defineConfig, type OwnConfig } from '../../../src/ports/config.ts'
import { configurations } from '../../conformance/configurations.ts'

/** As somebody may have written it who does not look at what the editor says. */
const check = (own: unknown) => checkConfig(defineConfig(own as OwnConfig))

const OTHERS_OFF = { profile: false, users: false, management: false, express: false } as const

describe('a configuration', () => {
  it('that states nothing has no faults', () => {
    expect(checkConfig(defaultConfig)).toEqual([])
  })

  it.each(Object.entries(configurations))('of a recorded project has no faults: %s', (_, config) => {
    expect(checkConfig(config)).toEqual([])
  })

  it('may say one thing for every API', () => {
    expect(check({ loginField: 'email', ids: 'integer', usernames: false })).toEqual([])
  })

  it('may have djoser where the users API was', () => {
    expect(check({ apis: { ...OTHERS_OFF, djoser: { at: ['/api/v1'] } } })).toEqual([])
  })
})

it.each([
  [{}, []],
  [
    { api: 'rest' },
    [`oldLogin.api is "rest", and may be 'djoser-token', 'djoser-jwt', 'drf-token', 'express'`],
  ],
  [{ until: 'soon' }, ["oldLogin.until is no date, as '2027-03-01'"]],
  [{ source: 'Our Site' }, ['oldLogin.source is not the name of an import']],
  [{ loginField: 'name' }, [`oldLogin.loginField is "name", and may be 'username', 'email', 'either'`]],
  [{ newcomers: 'yes' }, ['oldLogin.newcomers is "yes", and may be true or false']],
  [{ authorization: 'Basic' }, [`oldLogin.authorization is "Basic", and may be 'Token', 'Bearer', 'JWT'`]],
  ...['//evil.example/', 'profile', 'https://evil.example/'].map((profileAt) => [
    { profileAt },
    ["oldLogin.profileAt is not a path, as '/api/profile/'"],
  ]),
] as [object, string[]][])('asks an old login: %j', (own, faults) => {
  const options = { api: 'djoser-token', until: '2027-03-01', ...own } as Parameters<typeof oldLogin>[0]
  expect(check({ oldLogin: oldLogin(options) })).toEqual(faults)
})

it('needs an old login for its address, and addresses to ask by where there are no usernames', () => {
  const variables = { OLD_LOGIN_URL: 'https://old.example.com/login' }
  expect(check({ variables })).toEqual(['variables.OLD_LOGIN_URL is used only with oldLogin'])
  const asked = oldLogin({ api: 'djoser-token', until: '2027-03-01', newcomers: true })
  expect(check({ variables, oldLogin: asked })).toEqual([])
  expect(check({ usernames: false, loginField: 'email', oldLogin: asked })).toEqual([
    "oldLogin asks by username, and usernames is false: set loginField to 'email'",
  ])
})

it.each([
  [{ loginFeld: 'email' }, 'loginFeld is not known: is it loginField?'],
  [{ colour: 'red' }, 'colour is not known'],
  [{ apis: { joser: false } }, 'apis.joser is not known: is it djoser?'],
  [{ apis: { djoser: { base: '/auth' } } }, 'apis.djoser.base is not known'],
  [{ apis: { djoser: { token: false } } }, 'apis.djoser.token is not known: is it tokens?'],
  [
    { apis: { djoser: { settings: { SET_PASSWORD_RETIPE: true } } } },
    'apis.djoser.settings.SET_PASSWORD_RETIPE is not known: is it SET_PASSWORD_RETYPE?',
  ],
  [{ loginField: 'mail' }, `loginField is "mail", and may be 'username', 'email', 'either'`],
  [{ usernames: 'no' }, 'usernames is "no", and may be true or false'],
  [
    { apis: { express: { ids: 'number' } } },
    `apis.express.ids is "number", and may be 'uuid', 'integer', 'objectid'`,
  ],
  [{ apis: { djoser: { at: '/auth' } } }, "apis.djoser.at is not a list of paths, as ['/api/auth']"],
  [{ apis: { djoser: { jwt: 'yes' } } }, 'apis.djoser.jwt is "yes", and may be true or false'],
  [
    { apis: { djoser: { settings: { HIDE_USERS: 'no' } } } },
    'apis.djoser.settings.HIDE_USERS is "no", and may be true or false',
  ],
  [
    { apis: { djoser: { settings: { USER_CREATE: 'admin' } } } },
    `apis.djoser.settings.USER_CREATE is "admin", and may be 'anyone', 'staff'`,
  ],
  [
    { apis: { ...OTHERS_OFF, djoser: { at: ['api/auth'] } } },
    "apis.djoser.at: 'api/auth' is not a path, as '/api/auth': letters, digits and . _ ~ - after each slash",
  ],
  [
    { apis: { ...OTHERS_OFF, djoser: { at: ['/account/auth'] } } },
    "apis.djoser.at: '/account/auth' is taken: /account is the server's own",
  ],
  [
    { apis: { djoser: { at: ['/api/v1'] }, express: false, management: false } },
    'users and djoser both want POST /api/v1/users, and 3 more: move one of them, or turn it off',
  ],
  [
    { apis: { ...OTHERS_OFF, express: {}, djoser: { at: ['/api/v1'] } } },
    'djoser and express both want every method of /api/v1/users: move one of them, or turn it off',
  ],
  [
    { usernames: false, apis: { ...OTHERS_OFF, djoser: {} } },
    "apis.djoser signs in by username, and usernames is false: set loginField to 'email'",
  ],
  [{ apis: { djoser: { ids: 'objectid' } } }, "apis.djoser.ids is 'objectid', which Django APIs do not have"],
  [{ variables: { FRONTEND_URL: 'x' } }, 'variables.FRONTEND_URL is not a setting: is it FRONT_END_URL?'],
  [
    { variables: { JWT_ACCESS_SECONDS: 300 } },
    "variables.JWT_ACCESS_SECONDS is not a text, as '3600' or 'true'",
  ],
  [
    { variables: { JWT_ACCESS_SECONDS: 'an hour' } },
    'variables.JWT_ACCESS_SECONDS: is not a whole number from 1 to 34560000',
  ],
  [
    { variables: { PUBLIC_URL: 'https://id.example.com' } },
    'variables.PUBLIC_URL differs by environment: set it in wrangler.toml',
  ],
  [
    { fields: { password: text() } },
    'fields.password is a name that the APIs have by themselves: choose another one',
  ],
  [{ fields: { phone: { type: 'text', uniqe: true } } }, 'fields.phone.uniqe is not known: is it unique?'],
  [
    { fields: { phone: { type: 'text', names: { joser: 'tel' } } } },
    'fields.phone.names.joser is not an API: profile, djoser, users, management, express',
  ],
])('says what is wrong: %j', (own, sentence) => {
  expect(check(own)).toEqual([sentence])
})
