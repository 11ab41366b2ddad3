import { existsSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { projectRoot } from '../../../src/cli/project-root.ts'

/** What a link of a page leads to, as it is written there: not to another server, and not in code. */
export const linksIn = (page: string): string[] =>
  [
    ...withoutCode(page).matchAll(
      /\]\(([^()\s]+)(?: "[^"]*")?\)|^\[[^\]]+\]: (\S+)|(?:src|href|srcset)="([^"]+)"/gm,
    ),
  ]
    .map(([, inline, reference, attribute]) => inline ?? reference ?? attribute ?? '')
    .filter((target) => !/^[a-z][a-z\d+.-]*:/i.test(target))

/** The links of a page that lead nowhere. `read` gives the text of another page. */
export const brokenLinks = (path: string, read: (path: string) => string): string[] =>
  linksIn(read(path)).filter((target) => {
    const [file = '', anchor] = target.split('#')
    const found = file === '' ? path : normalize(join(dirname(path), decodeURI(file)))
    if (!existsSync(join(projectRoot, found))) return true
    return anchor !== undefined && !(found.endsWith('.md') && anchorsIn(read(found)).includes(anchor))
  })

/** The anchors of a page's headings, as GitHub makes them. */
export function anchorsIn(page: string): string[] {
  const seen = new Map<string, number>()
  return [...withoutFences(page).matchAll(/^#{1,6} +(.+?) *#*$/gm)].map(([, heading = '']) => {
    const plain = heading.replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    const anchor = plain
      .toLowerCase()
      .replace(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, '')
      .replaceAll(' ', '-')
    const times = seen.get(anchor) ?? 0
    seen.set(anchor, times + 1)
    return times === 0 ? anchor : `${anchor}-${times}`
  })
}

const withoutFences = (page: string) => page.replace(/^( *)(```+|~~~+)[^\n]*\n[\s\S]*?^\1\2 *$/gm, '')
const withoutCode = (page: string) => withoutFences(page).replace(/(`+)(?!`)[^\n]*?[^`]\1(?!`)/g, '')
