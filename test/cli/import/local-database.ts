import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { everyVerifier } from '../../../src/account/passwords/foreign/every-verifier.ts'
import { hashPassword } from '../../../src/account/passwords/password-hash.ts'
import { Refusal } from '../../../src/account/refusal.ts'
import { logInForToken } from '../../../src/account/sign-in/login.ts'
import { commonPasswords } from '../../../src/cli/commands/admin/common-passwords.ts'
import { becomeWorkerRuntime } from '../../../src/cli/commands/admin/worker-runtime.ts'
import { type ExportWorld, runExportCommand } from '../../../src/cli/commands/export/export-command.ts'
import type { ExportRequest } from '../../../src/cli/commands/export/export-request.ts'
import { openExport } from '../../../src/cli/commands/export/run-export.ts'
import type { Network } from '../../../src/cli/commands/import/fetch-picture.ts'
import { type ImportWorld, runImportCommand } from '../../../src/cli/commands/import/import-command.ts'
import type { ImportRequest } from '../../../src/cli/commands/import/import-request.ts'
import { openImport } from '../../../src/cli/commands/import/run-import.ts'
import { readMigrations } from '../../../src/cli/local-migrations.ts'
import { projectRoot } from '../../../src/cli/project-root.ts'
import { Refused } from '../../../src/cli/refused.ts'
import { openLocalBindings } from '../../../src/cli/wrangler/bindings.ts'
import { defineConfig, type OwnConfig } from '../../../src/ports/config.ts'
import { openPorts } from '../../../src/ports/ports.ts'
import { SECRETS } from '../../support/secrets.ts'
import { hearTerminal } from '../listen.ts'
import { temporaryFolder } from '../temporary-folder.ts'

type Row = Record<string, unknown>
/** What a command came to: its exit code, or why it was refused. */
type Answer = { stdout: string; stderr: string; code?: number; refused?: string }

/** A database of this machine. */
const openDatabase = async () => {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-'))
  const { env, dispose } = await openLocalBindings(projectRoot, folder)
  // vitest ends its processes so.
  process.once('SIGTERM', async () => {
    await dispose()
    rmSync(folder, { recursive: true })
    process.exit()
  })
  await env.DB.batch(
    readMigrations().flatMap(({ statements }) => statements.map((sql) => env.DB.prepare(sql))),
  )
  return env
}

let opened: Promise<Env> | undefined

/** The one of all files of this process, for to open one takes longer than most tests. */
const database = (): Promise<Env> => {
  opened ??= openDatabase()
  return opened
}

/** The same with nothing in it. */
const emptyDatabase = async (): Promise<Env> => {
  const env = await database()
  const { results } = await env.DB.prepare(
    "select name from sqlite_master where type = 'table' and name not like 'sqlite%' and name not like '\\_cf%' escape '\\'",
  ).all<{ name: string }>()
  await env.DB.batch(
    ['pragma defer_foreign_keys = on', ...results.map(({ name }) => `delete from ${name}`)].map((sql) =>
      env.DB.prepare(sql),
    ),
  )
  const [{ keys }, { objects }] = await Promise.all([env.REVOKED.list(), env.PICTURES.list()])
  await Promise.all([
    ...keys.map(({ name }) => env.REVOKED.delete(name)),
    env.PICTURES.delete(objects.map(({ key }) => key)),
  ])
  return env
}

const REQUEST: Omit<ImportRequest, 'source'> = {
  name: 'site',
  isDryRun: false,
  profileTables: [],
  withStaff: false,
  resetHours: 24,
  usernames: 'suffix',
  addresses: 'first',
  isMeant: true,
  isRemote: false,
}

const EXPORT = { models: {}, withNewProfiles: true, isMeant: false, isRemote: false }

const DEVELOPMENT = {
  ENVIRONMENT: 'development',
  PUBLIC_URL: 'http://localhost:8787',
  LOGIN_TRIES_PER_CLIENT: '100000',
  REGISTRATIONS_PER_CLIENT: '100000',
  PASSWORD_HASH_LINKS: '1',
  ACCEPT_WEAK_HASH: 'true',
  SEND_VERIFICATION_EMAIL: 'false',
}

/**
 * What `npm run import` works with: a database of this machine, and a configuration with every verifier. `reach`: other
 * ways to its bindings.
 */
export const openHouse = async (
  own: OwnConfig = {},
  reach: (local: Env) => Partial<Env> | Promise<Partial<Env>> = () => ({}),
) => {
  becomeWorkerRuntime()
  const local = await emptyDatabase()
  const env = { ...local, ...(await reach(local)), ...SECRETS, ...DEVELOPMENT } as Env
  const house = (own: OwnConfig) => {
    const pending: Promise<unknown>[] = []
    const config = defineConfig({ importedPasswords: Object.values(everyVerifier), ...own })
    const ports = openPorts(env, (work) => pending.push(work), { config, commonPasswords })

    /** Imports, and returns the exit code and what was printed. */
    const run = async (
      source: string,
      asked: Partial<ImportRequest> = {},
      { network, ...world }: Partial<ImportWorld> & { network?: Network } = {},
    ): Promise<Answer> => {
      const { printed, restore } = hearTerminal()
      const request = { ...REQUEST, source, ...asked }
      try {
        const stop = new AbortController().signal
        const opened = openImport(env, ports, request, network)
        const confirm = async () => undefined
        const code = await runImportCommand(request, { ...opened, confirm, pause, stop, ...world })
        return { code, ...printed }
      } catch (error) {
        if (!(error instanceof Refused)) throw error
        return { refused: error.message, ...printed }
      } finally {
        restore()
      }
    }

    const canSignIn = async (identifier: string, password: string): Promise<boolean> => {
      const signedIn = await logInForToken(ports, { identifier }, password).then(
        () => true,
        (error: unknown) => {
          if (error instanceof Refusal && error.reason === 'wrong_credentials') return false
          throw error
        },
      )
      while (pending.length > 0) await pending.shift()
      return signedIn
    }
    /** As its owner would, over whatever it was. */
    const setPassword = async (username: string, password: string) => {
      const { id } = (await account(username)) ?? {}
      const passwordHash = await hashPassword(ports, String(id), password)
      await env.DB.prepare('update accounts set password_hash = ? where id = ?').bind(passwordHash, id).run()
    }

    /** Exports, and returns the exit code, what was printed, and the text of the file. */
    const exportTo = async (
      form: ExportRequest['form'],
      asked: Partial<ExportRequest> = {},
      world: Partial<ExportWorld> = {},
    ): Promise<Answer & { out: string; text: string }> => {
      const { printed, restore } = hearTerminal()
      const out = join(temporaryFolder(), form)
      const request = { ...EXPORT, form, out, ...asked }
      try {
        const stop = new AbortController().signal
        const confirm = async () => undefined
        const code = await runExportCommand(request, { ...openExport(env, ports), confirm, stop, ...world })
        return {
          code,
          ...printed,
          out: request.out,
          text: code === 0 ? readFileSync(request.out, 'utf8') : '',
        }
      } catch (error) {
        if (!(error instanceof Refused)) throw error
        return { refused: error.message, ...printed, out: request.out, text: '' }
      } finally {
        restore()
      }
    }
    return { ports, run, canSignIn, setPassword, exportTo }
  }

  const rows = async (table: string): Promise<Row[]> =>
    (await env.DB.prepare(`select * from ${table} order by 1`).all<Row>()).results
  const account = async (username: string) =>
    (await rows('accounts')).find((row) => row.username === username)
  /** Everything that an import could change. */
  const everything = async () => ({
    accounts: await rows('accounts'),
    imported: await rows('imported_accounts'),
    unique: await rows('unique_fields'),
    counters: await rows('counters'),
  })
  return { env, rows, account, everything, ...house(own), withConfig: house }
}
