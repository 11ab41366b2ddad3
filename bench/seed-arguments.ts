import { parseArgs } from 'node:util'
import { type Mistake, mistakeOf } from './parse-mistake.ts'

export const seedUsage = `Fills a local database with accounts, three sessions each.

  npm run bench:seed -- 1000000            the database of npm start
  npm run bench:seed -- 1000000 --to here  one in another folder, for wrangler dev --persist-to here

Run again, it adds what is missing. No server may have the database open.`

const MOST = 20_000_000

export function parseSeedArguments(
  args: string[],
): { kind: 'seed'; accounts: number; to: string | undefined } | { kind: 'help' } | Mistake {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { to: { type: 'string' }, help: { type: 'boolean', short: 'h', default: false } },
    })
    if (values.help) return { kind: 'help' }
    const [text = '', more] = positionals
    const accounts = Number(text.replaceAll('_', ''))
    if (more !== undefined || !/^[\d_]+$/.test(text) || accounts < 1 || accounts > MOST)
      return { kind: 'mistake', message: `Say how many accounts there are to be, ${MOST} at most` }
    return { kind: 'seed', accounts, to: values.to }
  } catch (error) {
    return mistakeOf(error as Error)
  }
}
