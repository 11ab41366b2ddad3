import { expect, it } from 'vitest'
import { parseDoctorArguments } from '../../../src/cli/doctor/doctor-arguments.ts'

const remote = (url: string) => ({ kind: 'remote', url, asJson: false })

it.each([
  [[], { kind: 'local', asJson: false }],
  [['--json'], { kind: 'local', asJson: true }],
  [['--help'], { kind: 'help' }],
  [['--remote', 'https://id.example.com/'], remote('https://id.example.com')],
  [['--remote', 'id.example.com'], remote('https://id.example.com')],
  [['--remote', 'localhost:8787'], remote('http://localhost:8787')],
  [['--remote=http://localhost:8787/under/'], remote('http://localhost:8787/under')],
  [
    ['--remote', 'ftp://id.example.com'],
    { kind: 'mistake', message: '“ftp://id.example.com” is no address of a deployment' },
  ],
  [['--remote', ''], { kind: 'mistake', message: '“” is no address of a deployment' }],
  [
    ['--remote', 'https://me:secret@id.example.com'],
    { kind: 'mistake', message: 'The address of a deployment has no name and no password' },
  ],
  [['--remote'], { kind: 'mistake', message: "Option '--remote <value>' argument missing" }],
  [['here'], { kind: 'mistake', message: "Unexpected argument 'here'" }],
])('reads %j', (args, request) => {
  expect(parseDoctorArguments(args)).toEqual(request)
})
