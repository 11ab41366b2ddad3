import { expect, it } from 'vitest'
import { doctorCommand } from '../../../src/cli/commands/doctor/command.ts'
import { readArguments } from '../read-arguments.ts'

const remote = (url: string) => ({ remote: url, json: false })
const invalid = (text: string, why: string) => ({
  mistake: `option '--remote <url>' argument '${text}' is invalid. ${why}`,
})

it.each([
  [[], { json: false }],
  [['--json'], { json: true }],
  [['--help'], 'help'],
  [['--remote', 'https://id.example.com/'], remote('https://id.example.com')],
  [['--remote', 'id.example.com'], remote('https://id.example.com')],
  [['--remote', 'localhost:8787'], remote('http://localhost:8787')],
  [['--remote=http://localhost:8787/under/'], remote('http://localhost:8787/under')],
  [
    ['--remote', 'ftp://id.example.com'],
    invalid('ftp://id.example.com', 'It is not the URL of a deployment.'),
  ],
  [['--remote', ''], invalid('', 'It is not the URL of a deployment.')],
  [['--remote'], { mistake: "option '--remote <url>' argument missing" }],
  [['here'], { mistake: expect.stringMatching(/^too many arguments/) }],
])('reads %j', async (args, request) => {
  expect(await readArguments(doctorCommand, args)).toEqual(request)
})
