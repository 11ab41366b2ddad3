import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it } from 'vitest'
import { STRICT } from '../../../../src/account/passwords/password-policy.ts'
import { wayBack } from '../../../../src/account/passwords/way-back.ts'
import { register } from '../../../../src/account/sign-in/registration.ts'
import { text } from '../../../../src/configuration.ts'
import { openHouse } from '../../import/local-database.ts'
import { siteAs } from '../../import/open-fixture.ts'
import { temporaryFolder } from '../../temporary-folder.ts'
import { findDjango } from './find-django.ts'

/* The export, loaded by Django itself and signed in to through djoser. */

const found = findDjango()
const CONFIG = {
  ids: 'integer',
  fields: { bio: text({}) },
  wayBack: wayBack({ until: '2100-01-01' }),
} as const
const NEWCOMER = { username: 'newcomer', email: 'new@example.com', password: 'Vq7-mountain-Kestrel' }
const PASSWORDS = [
  ['root', 'Correct-horse-battery-1', 1],
  ['ada', 'A-new-Harbour-71', 2],
  ['Maria', 'upper-Maria-44', 26],
  ['maria', 'lower-maria-55', 27],
  ['twin2', 'same-address-two', 30],
  ['Борис', 'пароль-с-кириллицей-7', 35],
  ['newcomer', NEWCOMER.password, 46],
] as const

/** Runs a script of the project over a database of SQLite. */
const project = (database: string) => (args: string[], input?: string) => {
  const python = 'python' in found ? found.python : ''
  const env = { ...process.env, DATABASE: database, PYTHONDONTWRITEBYTECODE: '1', PYTHONIOENCODING: 'utf8' }
  const { status, stdout, stderr } = spawnSync(python, args, {
    ...{ cwd: join(import.meta.dirname, 'site'), encoding: 'utf8', env },
    ...(input !== undefined && { input }),
  })
  if (status !== 0) throw new Error(stderr)
  return stdout
}

describe.skipIf('missing' in found)(
  `loaddata${'missing' in found ? `: ${found.missing}` : ''}`,
  { timeout: 180_000 },
  () => {
    it.each(['a copy of the database that they came from', 'a new database'])(
      'takes everybody into %s, and they sign in',
      async (into) => {
        const house = await openHouse(CONFIG)
        const source = siteAs('sqlite')
        await house.run(source)
        await register(house.ports, STRICT, { ...NEWCOMER, fields: { bio: 'I am new' } })
        // One signs in and changes the password here, one signs in only.
        expect(await house.canSignIn('root', 'Correct-horse-battery-1')).toBe(true)
        await house.setPassword('ada', 'A-new-Harbour-71')
        const { out } = await house.exportTo('django-json', { out: join(temporaryFolder(), 'people.json') })

        const isNew = into === 'a new database'
        const database = isNew ? join(temporaryFolder(), 'db.sqlite3') : source
        const run = project(database)
        if (isNew) run(['manage.py', 'migrate', '--run-syncdb', '-v0'])
        // 21 people, 14 profiles that were there, and one of the newcomer.
        expect(run(['manage.py', 'loaddata', out])).toBe('Installed 36 object(s) from 1 fixture(s)\n')

        const wrong = PASSWORDS.map(([name, password]) => [name, `${password}x`])
        const old = ['ada', 'Vq7-mountain-Kestrel']
        const answers = JSON.parse(
          run(
            ['sign_in.py'],
            JSON.stringify([...PASSWORDS.map(([name, password]) => [name, password]), ...wrong, old]),
          ),
        )
        expect(answers).toEqual([
          ...PASSWORDS.map(([username, , id]) => ({
            status: 200,
            me: { id, username, email: expect.any(String) },
          })),
          ...[...wrong, old].map(() => ({ status: 400 })),
        ])

        const db = new DatabaseSync(database, { readOnly: true })
        const rows = (sql: string) => db.prepare(sql).all()
        expect(rows('select id from auth_user where is_superuser')).toEqual([{ id: 1 }])
        expect(rows(`select bio from profiles_profile where user_id = 46`)).toEqual([{ bio: 'I am new' }])
        if (!isNew) {
          expect(rows('select count(*) as count from auth_user')).toEqual([{ count: 21 }])
          // What is not in the file stays: tokens and groups.
          const [tokens] = rows('select count(*) as count from authtoken_token')
          expect(tokens?.count).toBeGreaterThanOrEqual(16)
          expect(rows('select count(*) as count from auth_user_groups')).not.toEqual([{ count: 0 }])
        }
        db.close()
      },
    )

    it('changes nothing of people who changed nothing, with ids there or without', async () => {
      for (const format of ['sqlite', 'dumpdata-natural.json']) {
        const house = await openHouse(CONFIG)
        await house.run(siteAs(format))
        const { out } = await house.exportTo('django-json', { out: join(temporaryFolder(), 'people.json') })
        const database = siteAs('sqlite')
        const rows = () => {
          const db = new DatabaseSync(database, { readOnly: true })
          const found = ['auth_user', 'profiles_profile', 'authtoken_token', 'auth_user_groups'].map(
            (table) => db.prepare(`select * from ${table} order by 1`).all(),
          )
          db.close()
          // dumpdata writes milliseconds.
          return JSON.parse(JSON.stringify(found).replaceAll('22.222222', '22.222000'))
        }
        const before = rows()
        expect(before[0]).toHaveLength(20)
        const loaded = project(database)(['manage.py', 'loaddata', out])
        expect([format, loaded]).toEqual([format, 'Installed 34 object(s) from 1 fixture(s)\n'])
        expect(rows()).toEqual(before)
      }
    })
  },
)
