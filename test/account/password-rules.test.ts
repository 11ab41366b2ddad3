import { describe, expect, it } from 'vitest'
import { weakerThanUsual } from '../../src/account/passwords/weaker-rules.ts'
import { defineConfig } from '../../src/configuration.ts'
import { checkConfig } from '../../src/http/config-checks/check-config.ts'
import type { PasswordRule } from '../../src/ports/password-rule.ts'
import { newcomer } from '../fields/person.ts'
import { callerOf } from '../support/caller.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { refused } from '../support/refused.ts'

const SHORT = 'This password is too short. It must contain at least 8 characters.'
const COMMON = 'This password is too common.'
const NUMERIC = 'This password is entirely numeric.'
const similar = (to: string) => `The password is too similar to the ${to}.`

/** What an API of these rules says against a password; nothing when it takes it. */
async function saidOf(passwordRules: PasswordRule[] | undefined, password: string, path = '/auth/users/') {
  const gatehouse = openGatehouse({}, { config: defineConfig({ passwordRules }) })
  const { post } = callerOf(gatehouse)
  const person = { ...newcomer(), password, first_name: 'Augusta', last_name: 'Byron' }
  const answer = await post(path, person)
  if (answer.status === 201) return []
  const again = await refused(gatehouse, () => post(path, person))
  expect(again).toEqual({ status: 400, body: { password: expect.any(Array) } })
  return (again.body as { password: string[] }).password
}

describe('passwordRules', () => {
  it.each<[string, PasswordRule[] | undefined, string, string[]]>([
    ['by themselves are the four', undefined, '12345', [SHORT, COMMON, NUMERIC]],
    ['may be none', [], '1', []],
    ['are told in their order', [{ rule: 'numeric' }, { rule: 'common' }], '12345', [NUMERIC, COMMON]],
    ['may be a length alone', [{ rule: 'length', least: 5 }], '12345', []],
    [
      'have a length of their own',
      [{ rule: 'length', least: 20 }],
      'Vq7-mountain-Kestrel'.slice(1),
      ['This password is too short. It must contain at least 20 characters.'],
    ],
    ['may leave out common ones', [{ rule: 'length', least: 8 }, { rule: 'numeric' }], 'password', []],
    ['compare with fewer values', [{ rule: 'similar', to: ['email'] }], 'augusta1', []],
    ['compare by themselves with names', [{ rule: 'similar' }], 'augusta1', [similar('first name')]],
    [
      'compare in their order',
      [{ rule: 'similar', to: ['last_name', 'first_name'] }],
      'byron',
      [similar('last name')],
    ],
    ['may be stricter about what is alike', [{ rule: 'similar', most: 0.5 }], 'augXXXXX', []],
    [
      'may be stricter about what is alike',
      [{ rule: 'similar', most: 0.4 }],
      'augXXXXX',
      [similar('first name')],
    ],
  ])('%s', async (_, rules, password, said) => {
    const path =
      said.some((each) => /name/.test(each)) || password.startsWith('aug') ? '/api/register/' : undefined
    expect(await saidOf(rules, password, path)).toEqual(said)
  })

  it('count for a change and leave lenient APIs as they are', async () => {
    const config = defineConfig({ passwordRules: [{ rule: 'length', least: 1 }] })
    const gatehouse = openGatehouse({ LENIENT_PASSWORD_DOORS: 'profile' }, { config })
    const { post } = callerOf(gatehouse)
    const person = newcomer()
    await post('/auth/users/', person)
    const { body } = await post('/auth/token/login/', person)
    const { auth_token: token } = body as { auth_token: string }
    const change = (new_password: string) => ({ current_password: person.password, new_password })
    expect(await post('/auth/users/set_password/', change('x'), token)).toEqual({ status: 204 })
    expect(
      await refused(gatehouse, () => post('/api/register/', { ...newcomer(), password: 'x' })),
    ).toMatchObject({
      status: 400,
    })
  })

  it('are checked with the configuration', () => {
    const wrong = (rule: object) => checkConfig(defineConfig({ passwordRules: [rule as PasswordRule] }))
    expect(wrong({ rule: 'long' })).toEqual([
      "passwordRules[0].rule is \"long\", and may be 'similar', 'length', 'common' or 'numeric'",
    ])
    expect(wrong({ rule: 'common', least: 3 })).toEqual(['passwordRules[0].least is not known'])
    expect(wrong({ rule: 'length', least: 0.5 })).toEqual([
      'passwordRules[0].least is a whole number of characters, 256 at most',
    ])
    expect(wrong({ rule: 'similar', most: 0 })).toEqual(['passwordRules[0].most is a number from 0.1 to 1'])
    expect(wrong({ rule: 'similar', to: ['phone'] })).toEqual([
      'passwordRules[0].to may have username, first_name, last_name, email',
    ])
    expect(checkConfig(defineConfig({ passwordRules: {} as never }))).toEqual([
      "passwordRules is not a list, as [{ rule: 'common' }]",
    ])
  })

  it('are weaker than Gatehouse’s by what they let through', () => {
    expect(weakerThanUsual({ passwordRules: undefined })).toEqual([])
    expect(weakerThanUsual({ passwordRules: [] })).toEqual([
      '1 character',
      'common passwords',
      'digits alone',
      'what is like the name or address',
    ])
    expect(weakerThanUsual({ passwordRules: [{ rule: 'length', least: 12 }, { rule: 'common' }] })).toEqual([
      'digits alone',
      'what is like the name or address',
    ])
  })
})
