import { expect, it } from 'vitest'
import { withVars } from '../../src/cli/vars-text.ts'

const JSON_TEXT = '{"keys":[]}'

it.each([
  ["KEYS='old'\n", `KEYS='${JSON_TEXT}'\n`],
  ['KEYS="old"\n', `KEYS='${JSON_TEXT}'\n`],
  ['KEYS=`old`\n', `KEYS='${JSON_TEXT}'\n`],
  ['KEYS={"keys":[{}]}\n', `KEYS='${JSON_TEXT}'\n`],
  ['KEYS=', `KEYS='${JSON_TEXT}'`],
  ['KEYS=""', `KEYS='${JSON_TEXT}'`],
  ['KEYS=\'{\n  "keys":\n  []\n}\'\nB=1\n', `KEYS='${JSON_TEXT}'\nB=1\n`],
  [
    '# one\n\nA=1\nexport  KEYS = old  # mine\nB=2',
    `# one\n\nA=1\nexport  KEYS = '${JSON_TEXT}'  # mine\nB=2`,
  ],
  ["A='x'\r\nKEYS='old'\r\nB=2\r\n", `A='x'\r\nKEYS='${JSON_TEXT}'\r\nB=2\r\n`],
  ['KEYS=first\nKEYS=last\n', `KEYS=first\nKEYS='${JSON_TEXT}'\n`],
  ['#KEYS=not\nKEYS=old\n', `#KEYS=not\nKEYS='${JSON_TEXT}'\n`],
  ["NOTE='\nKEYS=not\n'\nKEYS=old\n", `NOTE='\nKEYS=not\n'\nKEYS='${JSON_TEXT}'\n`],
  ['MY_KEYS=1\nKEYS=old\nKEYS_2=2\n', `MY_KEYS=1\nKEYS='${JSON_TEXT}'\nKEYS_2=2\n`],
])('in %j replaces the value and nothing else', (text, changed) => {
  expect(withVars(text, { KEYS: JSON_TEXT }, '# new\n')).toBe(changed)
})

it.each([
  ['', `# new\nKEYS='${JSON_TEXT}'\nMODE=development\n`],
  ['A=1\n', `A=1\n# new\nKEYS='${JSON_TEXT}'\nMODE=development\n`],
  ['A=1', `A=1\n# new\nKEYS='${JSON_TEXT}'\nMODE=development\n`],
])('to %j adds what it does not have', (text, changed) => {
  expect(withVars(text, { KEYS: JSON_TEXT, MODE: 'development' }, '# new\n')).toBe(changed)
})

it('replaces one and adds the other', () => {
  expect(withVars('B=1\nC=2\n', { A: 'x', B: 'y' }, '# new\n')).toBe('B=y\nC=2\n# new\nA=x\n')
})

it('writes JSON so that its quotes end nothing', () => {
  expect(withVars('', { KEYS: `{"a":"it's"}` }, '')).toBe(`KEYS='{"a":"it\\u0027s"}'\n`)
})

it('refuses what would change other values', () => {
  const write = () => withVars("A='open\nB=1", { KEYS: JSON_TEXT }, '')
  expect(write).toThrow('KEYS cannot be written without changing other lines')
})
