import { expect, it } from 'vitest'
import { exportCommand } from '../../../src/cli/commands/export/command.ts'
import { readArguments } from '../read-arguments.ts'

const usual = {
  form: 'django-json',
  out: 'people.json',
  models: {},
  withNewProfiles: true,
  isMeant: false,
  isRemote: false,
}
const mistake = (message: string) => ({ mistake: expect.stringContaining(message) })

it.each([
  ['django-json --out people.json', usual],
  ['django-json --out people.json --local', usual],
  ['csv --out ids.csv --remote', { ...usual, form: 'csv', out: 'ids.csv', isRemote: true }],
  [
    'mongo-json --out u.jsonl --name shop --report r.json --yes',
    { ...usual, form: 'mongo-json', out: 'u.jsonl', name: 'shop', report: 'r.json', isMeant: true },
  ],
  [
    'django-json --out people.json --no-new-profiles --model a=app.User --model b=app.Profile',
    { ...usual, withNewProfiles: false, models: { a: 'app.user', b: 'app.profile' } },
  ],
  ['--help', 'help'],
  ['django-json', mistake("required option '--out <file>' not specified")],
  ['xml --out people.xml', mistake('Allowed choices are django-json, mongo-json, csv, gatehouse')],
  ['csv --out ids.csv --local --remote', mistake('cannot be used with')],
  ['csv --out ids.csv --model users', mistake('It must be as users_table=app.Model')],
])('reads “%s”', async (line, request) => {
  expect(await readArguments(exportCommand, line.split(' '))).toEqual(request)
})
