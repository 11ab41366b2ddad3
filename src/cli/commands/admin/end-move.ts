import type { Left, Move } from '../../../ports/move.ts'
import type { Ports } from '../../../ports/ports.ts'
import { openWayBack } from '../../../ports/way-back.ts'
import { type Confirm, requireConfirmation } from '../../confirmation.ts'
import { startProgressBar } from '../../progress-bar.ts'
import { Refused } from '../../refused.ts'
import { complain } from '../../terminal.ts'
import { type Printer, printerOf } from './output.ts'

type Context = {
  ports: Pick<Ports, 'config' | 'clock'>
  allAccounts: { count: () => Promise<number> }
  move: Move
  confirm: Confirm
  stop: AbortSignal
  print?: Printer
  asJson?: boolean
}

const AT_ONCE = 1_000

/** What the Worker would make again, or needs what is removed. */
const refuseTooEarly = (ports: Context['ports']) => {
  const { config, clock } = ports
  const open = [
    ...config.importedSessions
      .filter(({ until }) => clock.now() < until)
      .map(({ name }) => `importedSessions: ${name}`),
    ...(config.oldLogin && clock.now() < config.oldLogin.until ? ['oldLogin'] : []),
    ...(openWayBack(ports) ? ['wayBack'] : []),
  ]
  if (open.length > 0)
    throw new Refused(
      `gatehouse.config.ts still has ${open.join(', ')}. Take it out and deploy, and then end the move`,
    )
}

const LINES: [keyof Left, string][] = [
  ['foreign', 'passwords of people who have not signed in: they need an email to set a new one'],
  ['withoutAddress', 'of these without an email address: only staff can help them'],
  ['tokens', 'tokens of the other system, which end'],
  ['sessions', 'notes on sessions of the other system'],
  ['seals', 'passwords that are kept, sealed, for a way back'],
  ['rows', 'rows of the other system that are kept, sealed, for a way back'],
]

const linesOf = (left: Left) =>
  LINES.filter(([name]) => left[name] > 0)
    .map(([name, text]) => `\n  ${left[name].toLocaleString('en').padStart(9)}  ${text}`)
    .join('')

const clearPasswords = async ({ allAccounts, move, stop }: Context): Promise<boolean> => {
  const bar = startProgressBar(await allAccounts.count())
  try {
    let done = 0
    for (let after = ''; ; ) {
      const { last, count } = await move.clearPasswords(after, AT_ONCE)
      if (last === null) return true
      done += count
      bar.show(done)
      if (stop.aborted) return false
      after = last
    }
  } finally {
    bar.hide()
  }
}

/**
 * Ends a move: removes the passwords of the other system that nobody has used, its tokens, and what was kept for a way
 * back. May be repeated. Returns the exit code. Throws Refused before anything was changed.
 */
export const endMove = async (request: { isMeant: boolean }, context: Context): Promise<number> => {
  const { ports, move, confirm, asJson = false, print = printerOf(asJson) } = context
  refuseTooEarly(ports)
  const left = await move.left()
  const isNothing = Object.values(left).every((count) => count === 0)
  if (isNothing) print.done({ did: 'end-move', removed: {} }, 'Nothing is left of another system')
  else {
    await requireConfirmation(request.isMeant, `This removes:${linesOf(left)}`, confirm)
    if (!(await clearPasswords(context))) {
      complain('Stopped. To continue, run it again')
      return 1
    }
    await move.clearRest()
    print.done({ did: 'end-move', removed: left }, `The move has ended. Removed:${linesOf(left)}`)
  }
  const rest = [
    ...(ports.config.importedPasswords.length > 0 ? ['importedPasswords'] : []),
    ...(ports.config.importedSessions.length > 0 ? ['importedSessions'] : []),
    ...(ports.config.oldLogin ? ['oldLogin'] : []),
    ...(ports.config.wayBack ? ['wayBack'] : []),
  ]
  if (rest.length > 0 && !asJson)
    console.log(`  Take ${rest.join(' and ')} out of gatehouse.config.ts, and deploy`)
  return 0
}
