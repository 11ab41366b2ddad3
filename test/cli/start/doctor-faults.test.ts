import { stripVTControlCharacters } from 'node:util'
import { expect, it } from 'vitest'
import { faultList } from '../../../src/cli/commands/start/doctor-faults.ts'

const output = (findings: object[]) => JSON.stringify({ ok: false, findings })
const finding = { about: 'Local settings', message: 'TOKEN_SECONDS: is not a whole number', fix: 'Set it' }

it('lists the faults of this machine in the words of the doctor', () => {
  const text = faultList(
    output([
      { section: 'This machine', about: 'Node', state: 'good', message: '24' },
      { section: 'Development', state: 'fault', ...finding },
      { section: 'Production', state: 'fault', about: 'PUBLIC_URL', message: 'is this machine' },
    ]),
  )
  expect(stripVTControlCharacters(text)).toBe(`
Development
  ✘ Local settings  TOKEN_SECONDS: is not a whole number
                    Set it

1 fault, 0 warnings`)
})

it.each([output([]), output([{ section: 'Development', ...finding, state: 'warning' }]), '', 'Error: no'])(
  'lists nothing where the doctor finds nothing: %s',
  (text) => expect(faultList(text)).toBe(''),
)
