import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { STRICT } from '../../../src/account/passwords/password-policy.ts'
import { wayBack } from '../../../src/account/passwords/way-back.ts'
import { register } from '../../../src/account/sign-in/registration.ts'
import { text } from '../../../src/configuration.ts'
import { openHouse } from '../import/local-database.ts'
import { fixture } from '../import/open-fixture.ts'
import { temporaryFolder } from '../temporary-folder.ts'

/* People who sign in by a number there, and by the same here. */

const CONFIG = { ids: 'integer', wayBack: wayBack({ until: '2100-01-01' }) } as const

type Entry = { model: string; pk: number; fields: Record<string, unknown> }
const usersIn = (written: string) =>
  (JSON.parse(written) as Entry[]).filter(({ model }) => model !== 'people.profile')

it('signs them in as before, and writes the number back as it was', async () => {
  const house = await openHouse({ ...CONFIG, fields: { phone: text({}) } })
  expect(await house.run(fixture('phones/copy.sql'))).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('People sign in there by phone: its value becomes the username'),
  })
  const again = await house.run(fixture('phones/inserts.sql'))
  expect(again.stdout).toContain('5  are as they were imported')

  for (const typed of ['+49 170 1234567', '+491701234567', '+49(170)1234567', ' +49 170 123 4567 '])
    expect([typed, await house.canSignIn(typed, 'Vq7-mountain-Kestrel')]).toEqual([typed, true])
  expect(await house.canSignIn('+49 170 1234567', 'Vq7-mountain-Kestrelx')).toBe(false)
  expect(await house.canSignIn('49 170 1234567', 'Vq7-mountain-Kestrel')).toBe(false)
  expect(await house.canSignIn('(0711) 12-34/5', 'Parens-number-5')).toBe(true)
  expect(await house.canSignIn('01709990001', 'Zero-zero-01')).toBe(false)
  expect((await house.account('+491701234567'))?.fields).toBe('{"phone":"+49 170 1234567"}')

  const newcomer = { username: '+49170777', email: 'new@example.com', password: 'Vq7-mountain-Kestrel' }
  await register(house.ports, STRICT, newcomer)
  const { text: written } = await house.exportTo('django-json')
  const profiles = (JSON.parse(written) as Entry[]).filter(({ model }) => model === 'people.profile')
  expect(profiles.slice(0, 5).map(({ fields }) => fields.bytes)).toEqual(Array(5).fill('AP8nXA=='))
  const users = usersIn(written)
  expect(users.map(({ model, pk, fields }) => [model, pk, fields.phone, 'username' in fields])).toEqual([
    ['people.phoneuser', 1, '+49 170 1234567', false],
    ['people.phoneuser', 2, '+491701234568', false],
    ['people.phoneuser', 3, '0170 999 000', false],
    ['people.phoneuser', 4, '(0711) 12-34/5', false],
    ['people.phoneuser', 5, '01709990001', false],
    ['people.phoneuser', 6, '+49170777', false],
  ])
})

it('writes numbers as numbers, and a second name beside them', async () => {
  const house = await openHouse(CONFIG)
  const path = join(temporaryFolder(), 'people.json')
  const fields = { password: '!', last_login: null, mobile: 491701234567, username: 'ada' }
  writeFileSync(path, JSON.stringify([{ model: 'a.person', pk: 7, fields }]))
  expect((await house.run(path, { usernameField: 'mobile' })).code).toBe(0)
  expect(await house.account('491701234567')).toMatchObject({ number: 7 })
  await register(house.ports, STRICT, {
    ...{ username: '15550101', email: 'new@example.com', password: 'Vq7-mountain-Kestrel' },
  })
  const users = usersIn((await house.exportTo('django-json', { isMeant: true })).text)
  expect(users.map(({ fields: { mobile, username } }) => [mobile, username])).toEqual([
    [491701234567, 'ada'],
    [15550101, '15550101'],
  ])
})
