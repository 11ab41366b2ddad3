import { expect, it } from 'vitest'
import { checkConfig } from '../../../src/http/config-checks/check-config.ts'
import { readProject, rowOf } from './projects.ts'
import { written } from './written.ts'

const SETTING = 'AUTH_PASSWORD_VALIDATORS'

const found = (validators: string) =>
  readProject({
    'settings.py': `DJOSER = {}\nV = 'django.contrib.auth.password_validation.'\n${validators}`,
  })

it.each<[string, string, object | undefined, string[]]>([
  [
    'the usual four',
    `AUTH_PASSWORD_VALIDATORS = [{'NAME': V + n} for n in ()] and None`,
    undefined,
    ['by hand: the environment decides: passwordRules in gatehouse.config.ts'],
  ],
  [
    'the usual four',
    `AUTH_PASSWORD_VALIDATORS = [
      {'NAME': V + 'UserAttributeSimilarityValidator'},
      {'NAME': V + 'MinimumLengthValidator', 'OPTIONS': {'min_length': 8}},
      {'NAME': V + 'CommonPasswordValidator'},
      {'NAME': V + 'NumericPasswordValidator'}]`,
    undefined,
    ['always: Django’s four rules (docs/passwords.md)'],
  ],
  [
    'none',
    '',
    [],
    [
      'taken: passwordRules, which accept 1 character, common passwords, digits alone, what is like the name or address',
    ],
  ],
  [
    'some with options',
    `AUTH_PASSWORD_VALIDATORS = [
      {'NAME': V + 'MinimumLengthValidator', 'OPTIONS': {'min_length': 10}},
      {'NAME': V + 'UserAttributeSimilarityValidator', 'OPTIONS': {
        'max_similarity': 0.6, 'user_attributes': ('username', 'phone')}},
      {'NAME': V + 'CommonPasswordValidator'},
      {'NAME': V + 'NumericPasswordValidator'}]`,
    [
      { rule: 'length', least: 10 },
      { rule: 'similar', most: 0.6, to: ['username'] },
      { rule: 'common' },
      { rule: 'numeric' },
    ],
    ['taken: passwordRules'],
  ],
  [
    'one of its own',
    `AUTH_PASSWORD_VALIDATORS = [
      {'NAME': V + 'MinimumLengthValidator', 'OPTIONS': {'min_length': 6}},
      {'NAME': 'shop.validators.HasSymbol'}]`,
    [{ rule: 'length', least: 6 }],
    [
      'not served: code is not read',
      'taken: passwordRules, which accept 6 characters, common passwords, digits alone, what is like the name or address',
    ],
  ],
])('takes %s', async (_, validators, rules, said) => {
  const project = found(validators)
  expect(project.plan.passwordRules).toEqual(rules)
  expect(rowOf(project, SETTING)).toEqual(said)
  const config = await written(project.plan)
  expect(config.passwordRules).toEqual(rules)
  expect(checkConfig(config)).toEqual([])
})

it('says which attributes passwords are not compared with', () => {
  const project = found(`AUTH_PASSWORD_VALIDATORS = [
    {'NAME': V + 'UserAttributeSimilarityValidator', 'OPTIONS': {'user_attributes': ['email', 'phone', 'full_name']}}]`)
  expect(rowOf(project, `${SETTING} user_attributes`)).toEqual([
    'not served: passwords are compared with names and the address',
  ])
})
