import { parseEnv, styleText } from 'node:util'
import type { ImportedSessions } from '../../../ports/imported-sessions.ts'
import { minute } from './key-table.ts'

export type OldSystem = Pick<ImportedSessions, 'name' | 'source' | 'until' | 'secrets'>

const NAME = 'OLD_JWT_SECRETS'
const VERIFIES: Record<string, string> = {
  simpleJwt: 'JWTs of simplejwt',
  expressJwt: 'JWTs of an Express back end',
}

/** The names of the systems whose secrets a vars file has. Undefined if it has none, or no JSON. */
const namesIn = (text: string): string[] | undefined => {
  try {
    return Object.keys(Object(JSON.parse(parseEnv(text)[NAME] ?? '')))
  } catch {
    return undefined
  }
}

/**
 * The secrets of other systems for the terminal, without any secret: whose, what each verifies, and until when. Empty if
 * there are none, and none is needed. `now` in unix seconds.
 */
export const oldSecretsTable = (
  text: string,
  systems: readonly OldSystem[],
  file: string,
  now: number,
): string => {
  const there = namesIn(text)
  const needed = systems.filter(({ secrets, until }) => secrets.length > 0 && !Number.isNaN(until))
  const rows = needed.map(({ name, source, until }) => {
    const isOver = until <= now * 1000
    const end = `${VERIFIES[name] ?? name} ${isOver ? 'no more: it ended' : 'until'} ${minute(until / 1000)}`
    const state = there?.includes(source) ? '' : isOver ? '' : `, but is not in ${file}`
    return { source, says: `verifies ${end}${state}`, isOdd: isOver || state !== '' }
  })
  const unused = (there ?? [])
    .filter((name) => !needed.some(({ source }) => source === name))
    .map((source) => ({ source, says: 'verifies nothing: delete it', isOdd: true }))
  const all = [...rows, ...unused]
  if (all.length === 0) return ''
  const width = Math.max(...all.map(({ source }) => source.length))
  return [
    `  ${styleText('bold', 'Secrets of other systems')}`,
    ...all.map(
      ({ source, says, isOdd }) => `  ${source.padEnd(width)}   ${styleText(isOdd ? 'yellow' : 'dim', says)}`,
    ),
  ].join('\n')
}
