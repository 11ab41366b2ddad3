import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parseEnv } from 'node:util'
import { checkConfig } from '../../../http/config-checks/check-config.ts'
import { defaultConfig } from '../../../ports/config.ts'
import { type Confirm, requireConfirmation } from '../../confirmation.ts'
import { Refused } from '../../refused.ts'
import { complain, note } from '../../terminal.ts'
import { readVarsFile, writeVarsFile } from '../../vars-file.ts'
import { withVars } from '../../vars-text.ts'
import { configOf } from './config-of.ts'
import { configText } from './config-text.ts'
import { readDjango } from './django/read-django.ts'
import type { Row } from './django/row.ts'
import type { Plan } from './plan.ts'
import { planOf, usualLoginField } from './plan-of.ts'
import type { Answers, SetupRequest } from './setup-request.ts'
import { setupTable } from './setup-table.ts'

/** `file`: the path of gatehouse.config.ts. `ask`: undefined where there is no terminal to ask at. */
export type SetupContext = {
  file: string
  ask: ((given: Partial<Answers>) => Promise<Answers>) | undefined
  confirm: Confirm
}

/**
 * Writes gatehouse.config.ts and shows it. The exit code is 1 when something is not served that clients need, or when
 * the configuration has a fault. Throws Refused before anything was written.
 */
export async function runSetup(request: SetupRequest, { file, ask, confirm }: SetupContext): Promise<number> {
  const { plan, rows, development } = await planFor(request, ask)
  const text = configText(plan)
  const before = existsSync(file) ? readFileSync(file, 'utf8') : ''
  if (rows.length > 0) console.log(`${setupTable(rows)}\n`)
  if (before !== text && !isUntouched(before))
    await requireConfirmation(
      request.isMeant,
      'gatehouse.config.ts has a configuration. It will be overwritten.',
      confirm,
    )
  if (before !== text) writeFileSync(file, text)
  console.log(text)
  note(before === text ? 'gatehouse.config.ts is like this already' : 'Wrote gatehouse.config.ts')
  writeDevelopment(join(dirname(file), '.dev.vars'), development)
  return reportProblems(plan, rows)
}

const HEADER = '# Written by `npm run setup`, for development only.\n'

/** Adds what .dev.vars does not have yet. */
function writeDevelopment(file: string, variables: Planned['development'] = {}): void {
  const before = readVarsFile(file) ?? ''
  const present = parseEnv(before)
  const missing = Object.fromEntries(Object.entries(variables).filter(([name]) => !present[name]))
  const names = Object.keys(missing)
  if (names.length === 0) return
  writeVarsFile(file, withVars(before, missing, HEADER))
  note(`Wrote ${names.join(', ')} to .dev.vars`)
}

type Planned = { plan: Plan; rows: Row[]; development?: Plan['variables'] }

async function planFor({ answers, fromDjango }: SetupRequest, ask: SetupContext['ask']): Promise<Planned> {
  if (fromDjango !== undefined) {
    if (Object.keys(answers).length > 0)
      throw new Refused('--from-django answers every question: leave the other options out')
    return readDjango(fromDjango)
  }
  const all = await answersFor(answers, ask)
  if (all.expressNames && all.backEnd !== 'express')
    throw new Refused('--express-name is for --back-end express')
  return { plan: planOf(all), rows: [] }
}

/** Asks at a terminal. Elsewhere the back end has to be named, and the rest has defaults. */
async function answersFor(given: Partial<Answers>, ask: SetupContext['ask']): Promise<Answers> {
  const { backEnd, usernames = true } = given
  if (ask && backEnd === undefined) return ask(given)
  if (backEnd === undefined)
    throw new Refused('There is no terminal to ask at. Name the back end: npm run setup -- --back-end djoser')
  return {
    at: [...defaultConfig.apis[backEnd].at],
    loginField: usernames ? usualLoginField(backEnd) : 'email',
    usernames,
    ids: 'uuid',
    fields: {},
    frontEnd: '',
    ...given,
    backEnd,
  }
}

/** The file as a release has it: nothing is configured. */
const isUntouched = (text: string) =>
  text === '' ||
  text.replace(/\/\/.*|\s/g, '').replace(/^import\{defineConfig\}from'[^']*'/, '') ===
    'exportdefaultdefineConfig({})'

function reportProblems(plan: Plan, rows: Row[]): number {
  const faults = checkConfig(configOf(plan))
  for (const fault of faults) complain(`gatehouse.config.ts: ${fault}`)
  const essential = rows.filter(({ state }) => state === 'essential')
  for (const { setting, was, became } of essential) complain(`${setting} (${was}): ${became}`)
  return faults.length + essential.length > 0 ? 1 : 0
}
