import { expect, it } from 'vitest'
import { setupCommand } from '../../../src/cli/commands/setup/command.ts'
import { readArguments } from '../read-arguments.ts'

const read = (line: string) => readArguments(setupCommand, line.split(' ').filter(Boolean))

it.each([
  ['', { answers: {}, isMeant: false }],
  ['--from-django ../shop --yes', { answers: {}, fromDjango: '../shop', isMeant: true }],
  [
    '--back-end djoser --at /api/auth --at /auth --login-field email --ids integer --front-end https://a.example',
    {
      answers: {
        backEnd: 'djoser',
        at: ['/api/auth', '/auth'],
        loginField: 'email',
        ids: 'integer',
        frontEnd: 'https://a.example',
      },
      isMeant: false,
    },
  ],
  [
    '--back-end express --express-name userName --express-name fullname',
    {
      answers: { backEnd: 'express', expressNames: { username: 'userName', fullName: 'fullname' } },
      isMeant: false,
    },
  ],
  ['--no-usernames', { answers: { usernames: false, loginField: 'email' }, isMeant: false }],
  [
    '--field phone:text,max=20,required,unique --field size:choice,of=s|m,write=staff --field price:decimal,digits=6',
    {
      answers: {
        fields: {
          phone: { type: 'text', maxLength: 20, required: true, unique: true },
          size: { type: 'choice', choices: ['s', 'm'], write: 'staff' },
          price: { type: 'decimal', digits: 6, places: 2 },
        },
      },
      isMeant: false,
    },
  ],
])('%s', async (line, request) => {
  expect(await read(line)).toEqual(request)
})

it.each([
  ['--back-end rails', /Allowed choices are djoser, profile, users, management, express/],
  ['--at api', /A path begins with a slash/],
  ['--front-end app.example.com', /It is not https:\/\/host/],
  ['--express-name nick', /It is another way to write username or fullName, as userName\./],
  ['--express-name username', /Answers have username anyway\./],
  ['--field phone', /A field is name:type/],
  ['--field phone:string', /string is no type. Types are text, slug, integer/],
  ['--field phone:text,size=3', /size=3 is no option/],
  ['--field size:choice', /A choice needs its values: of=a\|b/],
])('%s is a mistake', async (line, mistake) => {
  expect(await read(line)).toEqual({ mistake: expect.stringMatching(mistake) })
})
