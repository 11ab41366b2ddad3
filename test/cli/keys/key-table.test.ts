import { stripVTControlCharacters } from 'node:util'
import { expect, it } from 'vitest'
import { keyTable } from '../../../src/cli/commands/keys/key-table.ts'
import type { KeySets } from '../../../src/cli/commands/keys/stored-key-sets.ts'

const at = (time: string) => Date.parse(time) / 1_000
const NOW = at('2026-11-20T07:00:00Z')

const table = (sets: KeySets) => stripVTControlCharacters(keyTable(sets, '.dev.vars', NOW))

it('tells of each key what it is, and what becomes of it', () => {
  const signing = {
    keys: [
      { kid: 'Yq3nVx0aB1c', iat: at('2026-11-20T00:00:00Z'), d: 'SECRET' },
      { kid: 'b81KzAbCdEf', iat: at('2026-11-20T23:59:59Z'), d: 'SECRET' },
      {
        kid: 'test-1',
        iat: at('2026-05-02T12:00:00Z'),
        retired: 1,
        exp: at('2026-11-30T08:01:59Z'),
        d: 'SECRET',
      },
      { kid: 'test-0', retired: 1, exp: NOW, d: 'SECRET' },
      { kid: 'kept', retired: 1, d: 'SECRET' },
    ],
  }
  const master = { keys: [{ kid: 'm1', k: 'SECRET' }, { kid: 'm2' }, { kid: '1', retired: 1, k: 'SECRET' }] }
  expect(table({ signing, master })).toBe(`\
  Signing keys           .dev.vars
  current  Yq3nVx0aB1c   made 2026-11-20   signs JWTs
  next     b81KzAbCdEf   made 2026-11-20   published, signs after the next rotation
  old      test-1        made 2026-05-02   verifies until 2026-11-30 08:01 UTC
  old      test-0        undated           expired 2026-11-20 07:00 UTC, dropped at the next rotation
  old      kept          undated           verifies
  Master keys
  current  m1            undated           for new passwords, tokens and links
  next     m2            undated           accepted, in use after the next rotation
  old      1             undated           kept for passwords and tokens made with it`)
})

it('stays aligned with ids of any length, and tells that a set is not there', () => {
  expect(table({ master: { keys: [{ kid: 'a-very-long-id-of-32-characters-' }, { kid: '2' }] } })).toBe(`\
  Signing keys                                .dev.vars
  none
  Master keys
  current  a-very-long-id-of-32-characters-   undated           for new passwords, tokens and links
  next     2                                  undated           accepted, in use after the next rotation`)
})
