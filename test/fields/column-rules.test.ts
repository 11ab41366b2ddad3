import { beforeAll, describe, expect, it } from 'vitest'
import { defineConfig, text } from '../../src/configuration.ts'
import { callerOf } from '../support/caller.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { linkOf } from '../support/links.ts'
import { PASSWORD, proveAddress } from '../support/people.ts'
import { refused } from '../support/refused.ts'
import { member, newcomer } from './person.ts'

const config = defineConfig({
  fields: {
    username: text({ minLength: 4, pattern: /^[a-z]/, patternError: 'Begin with a letter.' }),
    first_name: text({ minLength: 3, maxLength: 5, blank: true, update: { minLength: 2 } }),
    last_name: text({ required: true, pattern: /^\p{Lu}/u }),
  },
})
const gatehouse = openGatehouse({}, { config })
const { get, post, patch } = callerOf(gatehouse)
const atLeast = (limit: number) => `Ensure this field has at least ${limit} characters.`
const NOT_FOUND_IN = ['Enter a valid value.']

describe('a least length and a pattern of a field with a column', () => {
  let token: string
  beforeAll(async () => {
    token = (await member(gatehouse, { last_name: 'Byron' })).token
  })

  it('count for a registration, after the rules of its own', async () => {
    for (const [sent, body] of [
      [
        { username: '9a', first_name: 'Al', last_name: 'byron' },
        {
          username: ['Begin with a letter.', atLeast(4)],
          first_name: [atLeast(3)],
          last_name: NOT_FOUND_IN,
        },
      ],
      [
        { username: 'a b', first_name: 'Ada Augusta', last_name: ' ' },
        {
          username: [
            'Enter a valid username. This value may contain only letters, numbers, and @/./+/-/_ characters.',
            atLeast(4),
          ],
          first_name: ['Ensure this field has no more than 5 characters.'],
          last_name: ['This field may not be blank.'],
        },
      ],
      [
        { first_name: '😀😀', last_name: 'B\0' },
        { first_name: [atLeast(3)], last_name: ['Null characters are not allowed.'] },
      ],
    ] as const)
      expect(await refused(gatehouse, () => post('/auth/users/', { ...newcomer(), ...sent }))).toEqual({
        status: 400,
        body,
      })
  })

  it('let through what fits, and what is empty where it may be', async () => {
    for (const names of [
      { first_name: 'Ada', last_name: 'Byron' },
      { first_name: '', last_name: 'Øyen' },
    ]) {
      const { password, ...person } = newcomer()
      expect(await post('/auth/users/', { password, ...person, ...names })).toEqual({
        status: 201,
        body: { id: expect.any(String), ...person, ...names },
      })
    }
  })

  it('count for a change, by its own rules', async () => {
    const before = await get('/auth/users/me/', token)
    expect(
      await refused(gatehouse, () => patch('/auth/users/me/', { first_name: 'A', last_name: 'b' }, token)),
    ).toEqual({ status: 400, body: { first_name: [atLeast(2)], last_name: NOT_FOUND_IN } })
    expect(await patch('/auth/users/me/', { first_name: 'Al' }, token)).toEqual({
      status: 200,
      body: { ...(before.body as object), first_name: 'Al' },
    })
  })

  it('count for a new name by set_username and by its link', async () => {
    const { id, token: own, email } = await member(gatehouse, { last_name: 'Byron' })
    const set = (new_username: string) =>
      post('/auth/users/set_username/', { current_password: PASSWORD, new_username }, own)
    expect(await refused(gatehouse, () => set('9a'))).toEqual({
      status: 400,
      body: { new_username: ['Begin with a letter.', atLeast(4)] },
    })
    await proveAddress({ id })
    await post('/auth/users/reset_username/', { email })
    const link = linkOf((await gatehouse.emails()).findLast(({ to }) => to === email))
    const confirm = { ...link, new_username: '9abc' }
    expect(await refused(gatehouse, () => post('/auth/users/reset_username_confirm/', confirm))).toEqual({
      status: 400,
      body: { new_username: ['Begin with a letter.'] },
    })
    expect(await set('grace')).toEqual({ status: 204 })
  })

  it('count at the other APIs', async () => {
    const { username, email, password } = newcomer()
    const sent = { username, email, password, first_name: 'Al', last_name: 'Byron' }
    expect(await refused(gatehouse, () => post('/api/register/', sent))).toEqual({
      status: 400,
      body: { first_name: [atLeast(3)] },
    })
  })
})
