import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import cases from './cases.json' with { type: 'json' }
import { claimsIn, findClaims, strayIds } from './named-cases.ts'
import { NOT_HERE } from './not-here.ts'
import { writePage } from './page.ts'

const ids = cases.map(({ id }) => id)
const claims = findClaims()
const held = new Set(claims.map(({ id }) => id))

describe('the catalogue of cases', () => {
  it('has 446 of them, each once', () => {
    expect(new Set(ids).size).toBe(446)
    expect(ids).toHaveLength(446)
  })

  it('has for each a test, or the reason why there is none, and never both', () => {
    expect(ids.filter((id) => !held.has(id) && !NOT_HERE[id])).toEqual([])
    expect(Object.keys(NOT_HERE).filter((id) => held.has(id))).toEqual([])
  })

  it('knows every id that a test or a reason names', () => {
    expect([...held, ...Object.keys(NOT_HERE)].filter((id) => !ids.includes(id))).toEqual([])
  })

  it('says each reason in one line', () => {
    expect(Object.values(NOT_HERE).filter((reason) => !/^\S.{20,}\.$/.test(reason))).toEqual([])
  })

  it('stands in test/catalogue.md as `npm run catalogue` writes it now', () => {
    const page = readFileSync(join(import.meta.dirname, '../catalogue.md'), 'utf8')
    expect(page).toBe(writePage(cases, claims, NOT_HERE))
  })
})

describe('the name of a test', () => {
  const GROUPS = [...new Set(ids.map((id) => id.slice(0, 3)))]

  it('has its ids in parentheses, where they are counted', () => {
    const stray = [...new Set(claims.map(({ file }) => file))].flatMap((file) =>
      strayIds(readFileSync(join(import.meta.dirname, '..', file), 'utf8'), GROUPS).map(
        (id) => `${file}: ${id}`,
      ),
    )
    expect(stray).toEqual([])
  })

  it('is found with the groups around it, in whichever quotes, and in a row of a table', () => {
    const text = [
      "// It's (RST-99) only said here.",
      "describe('a link (G3, RST-01)', () => {",
      '  it(`works for ${'.concat('ROUNDS} rounds (RST-05)`, () => {'),
      '  })',
      '',
      '  describe.each([',
      "    ['a day (RST-03)', 1],",
      "  ])('old by %s', () => {",
      '    it("is nobody else\'s (RST-06)", () => {',
      "describe.each(['GET', 'PUT'])('%s of a link', (method) => {",
      "  it('needs none (RST-18)', () => {",
    ].join('\n')
    expect(claimsIn('a.test.ts', text)).toEqual([
      { id: 'RST-01', file: 'a.test.ts', test: 'a link' },
      { id: 'RST-05', file: 'a.test.ts', test: 'a link › works for ${'.concat('ROUNDS} rounds') },
      { id: 'RST-03', file: 'a.test.ts', test: 'a link › a day' },
      { id: 'RST-06', file: 'a.test.ts', test: "a link › old by %s › is nobody else's" },
      { id: 'RST-18', file: 'a.test.ts', test: '%s of a link › needs none' },
    ])
    expect(strayIds("it('from IMG-17 to IMG-20 in UTF-16 (IMG-21)')", GROUPS)).toEqual(['IMG-17', 'IMG-20'])
  })
})
