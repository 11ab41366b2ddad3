import { describe, expect, it } from 'vitest'
import { decisionFiles, withDecisions } from './decision-list.ts'
import { anchorsIn, brokenLinks, linksIn } from './links.ts'
import { filesUnder, read } from './pages.ts'
import { withSettings } from './settings-table.ts'

const linesOf = (path: string) => read(path).split('\n').length - 1

const pages = filesUnder('.').filter((path) => path.endsWith('.md'))
const docs = pages.filter((path) => path.startsWith('docs/'))

describe('pages', () => {
  it('are short: the README 150 lines at most, every other one 250', () => {
    expect(linesOf('README.md')).toBeLessThanOrEqual(150)
    expect(docs.filter((path) => linesOf(path) > 250)).toEqual([])
    expect(docs.length).toBeGreaterThan(70)
  })

  it('link to what is there', () => {
    expect(pages.flatMap((path) => brokenLinks(path, read).map((link) => `${path}: ${link}`))).toEqual([])
  })

  it('are all found from the README', () => {
    const found = new Set(['README.md'])
    for (const path of found) {
      for (const link of linksIn(read(path))) {
        const target = new URL(link, `file:///${path}`).pathname.slice(1)
        if (target.endsWith('.md')) found.add(target)
      }
    }
    expect(docs.filter((path) => !found.has(path))).toEqual([])
  })
})

describe('links', () => {
  it('are found in text and not in code', () => {
    const page = [
      'A [link](a.md#b), an ![image](c.svg "title"), [`code`](d.md), `[none](e.md)`, <img src="f.png">',
      '```',
      '[none](g.md)',
      '```',
      '[h]: i.md',
      '[another server](https://example.org/x.md)',
    ].join('\n')
    expect(linksIn(page)).toEqual(['a.md#b', 'c.svg', 'd.md', 'f.png', 'i.md'])
  })

  it('lead to headings as GitHub names them', () => {
    expect(anchorsIn("# A `b` c\n## What's *new*, 2?\n```\n# no\n```\n## [A](x.md) b c\n")).toEqual([
      'a-b-c',
      'whats-new-2',
      'a-b-c-1',
    ])
  })

  it('are broken when the file or the anchor is not there', () => {
    const page =
      '[a](docs/keys.md) [b](docs/keys.md#rotation) [c](docs/keys.md#x) [d](docs/x.md) [e](#here)\n# Here'
    const reading = (path: string) => (path === 'README.md' ? page : read(path))
    expect(brokenLinks('README.md', reading)).toEqual(['docs/keys.md#x', 'docs/x.md'])
  })
})

describe('decisions', () => {
  const files = decisionFiles()

  it('that a comment refers to have a file', () => {
    const text = ['src', 'test', 'migrations', 'bench']
      .flatMap(filesUnder)
      .filter((path) => /\.(ts|js|mjs|sql|toml|css)$/.test(path))
      .map((path) => [path, read(path)] as const)
    const named = text.flatMap(([path, source]) =>
      [...source.matchAll(/\bdecisions? (\d+(?:(?:, | and )\d+)*)/gi)].flatMap(([, numbers = '']) =>
        (numbers.match(/\d+/g) ?? []).map((number) => [path, Number(number)] as const),
      ),
    )
    expect(named.length).toBeGreaterThan(40)
    expect(named.filter(([, number]) => !files.has(number))).toEqual([])
  })

  it('are numbered without a gap', () => {
    expect([...files.keys()]).toEqual([...files.keys()].map((_, at) => at + 1))
  })

  it('are listed as `npm run docs` lists them', () => {
    const page = read('docs/decisions/README.md')
    expect(page).toBe(withDecisions(page))
  })
})

describe('docs/configuration.md', () => {
  const page = read('docs/configuration.md')
  const source = read('src/ports/settings.ts')

  it('is as `npm run docs` writes it', () => {
    expect(page).toBe(withSettings(page, source))
  })

  it('cannot leave a setting out', () => {
    const silent = source.replace(/\/\*\* How long the events[^\n]*\n/, '')
    expect(() => withSettings(page, silent)).toThrow('EVENT_DAYS')
  })
})
