import { join, resolve } from 'node:path'
import { parseEnv } from 'node:util'
import { writeMissingSecrets } from '../src/cli/commands/start/development-secrets.ts'
import { projectRoot } from '../src/cli/project-root.ts'
import { reportRefusal } from '../src/cli/refused.ts'
import { stopOnSignal } from '../src/cli/stop-signal.ts'
import { note, showProgress } from '../src/cli/terminal.ts'
import { readVarsFile } from '../src/cli/vars-file.ts'
import { printUsage } from './print-usage.ts'
import { openProgress } from './progress.ts'
import { findDatabaseFile, openDatabaseFile } from './seed/database-file.ts'
import { measureSize } from './seed/measure-size.ts'
import { openQuickKeys } from './seed/quick-keys.ts'
import { seedFolder } from './seed/seed-folder.ts'
import { SEEDED_PASSWORD, usernameOf } from './seed/seeded.ts'
import { parseSeedArguments, seedUsage } from './seed-arguments.ts'
import { developmentFolder, migrate } from './world/bundles.ts'

async function seed(accounts: number, folder: string, stop: AbortSignal): Promise<number> {
  // Who has it open is found out before anything is migrated.
  const there = findDatabaseFile(folder)
  if (there) openDatabaseFile(there).close()
  writeMissingSecrets(join(projectRoot, '.dev.vars'), Math.floor(Date.now() / 1000))
  const hideProgress = showProgress('Bringing the database up to date')
  await migrate(folder, stop).finally(hideProgress)
  if (stop.aborted) return 130

  const progress = openProgress(accounts, 'accounts')
  const keys = openQuickKeys(parseEnv(readVarsFile(join(projectRoot, '.dev.vars')) ?? ''))
  const tell = (done: number) => progress.draw(done, `${done.toLocaleString('en')} accounts`)
  const { file, added } = await seedFolder({ folder, keys, accounts, stop, tell }).finally(progress.end)
  note(`Added ${added.toLocaleString('en')} accounts, three sessions each`)
  if (stop.aborted) return 130

  const { bytes, perAccount, withSessions } = measureSize(file)
  console.log(`
  ${(bytes / 2 ** 20).toFixed(0)} MiB in all
  ${perAccount.toFixed(0)} bytes an account, ${withSessions.toFixed(0)} with its sessions: ${Math.floor(1e10 / withSessions / 1e6)} million of these fit the 10 GB of a D1
  Everybody’s password is ${SEEDED_PASSWORD}; the first is ${usernameOf(0)}
`)
  return 0
}

const request = parseSeedArguments(process.argv.slice(2))

if (!printUsage(request, seedUsage)) {
  const { accounts, to } = request
  const { signal } = stopOnSignal()
  process.exitCode = await reportRefusal(() => seed(accounts, to ? resolve(to) : developmentFolder, signal))
}
