import { fillIn } from './fill-in.ts'
import { filesUnder, read } from './pages.ts'

const BEGIN = '<!-- decisions: `npm run docs` -->'
const END = '<!-- /decisions -->'

/** The files of the decisions, by their numbers. */
export const decisionFiles = (): Map<number, string> =>
  new Map(
    filesUnder('docs/decisions').flatMap((path) => {
      const [, number] = /\/(\d{4})-[a-z\d-]+\.md$/.exec(path) ?? []
      return number ? [[Number(number), path] as const] : []
    }),
  )

/** docs/decisions/README.md with its list as the files are now. */
export const withDecisions = (page: string): string =>
  fillIn(page, BEGIN, END, [...decisionFiles().values()].map(lineOf).join('\n'))

function lineOf(path: string): string {
  const [, number, title] = /^# (\d+)\. (.+)\n/.exec(read(path)) ?? []
  if (!path.includes(`/${number?.padStart(4, '0')}-`))
    throw new Error(`${path} has no heading with its number`)
  return `- ${number}. [${title}](${path.split('/').at(-1)})`
}
