import { availableParallelism } from 'node:os'
import { InvalidArgumentError, Option } from 'commander'
import { command, notBlank } from '../../command.ts'
import { Refused, reportRefusal } from '../../refused.ts'
import { stopOnSignal } from '../../stop-signal.ts'
import { complain } from '../../terminal.ts'
import { becomeWorkerRuntime } from '../admin/worker-runtime.ts'
import type { CheckRequest, ImportRequest } from './import-request.ts'

export type Asked = ({ kind: 'import' } & ImportRequest) | ({ kind: 'check' } & CheckRequest)

const USUAL_NAME = 'site'

/** Node hashes on four threads unless it is told otherwise before the first one begins. */
const useEveryCore = () => {
  process.env.UV_THREADPOOL_SIZE ??= String(Math.max(4, availableParallelism()))
}

const start = async (asked: Asked): Promise<void> => {
  useEveryCore()
  becomeWorkerRuntime()
  const { runCheck, runImport } = await import('./run-import.ts')
  const { signal } = stopOnSignal()
  const run = () => (asked.kind === 'check' ? runCheck(asked, signal) : runImport(asked, signal))
  const code = await reportRefusal(run).catch((error: Error) => {
    complain(`It failed: ${error.message}`)
    return 1
  })
  // The bindings may leave handles open.
  process.exit(code)
}

const sourceName = (text: string): string => {
  if (/^[a-z\d][a-z\d_.-]{0,31}$/.test(text)) return text
  throw new InvalidArgumentError('It may have up to 32 small letters, digits and _ . -')
}

const hostNames = (text: string, before: string[] = []): string[] => {
  if (/^[a-z\d-]+(\.[a-z\d-]+)+(:\d{1,5})?$/.test(text)) return [...before, text]
  throw new InvalidArgumentError('It is the name of a host in small letters')
}

/** DJANGO_REST_MULTITOKENAUTH_RESET_TOKEN_EXPIRY_TIME, if it is not set there. */
const RESET_HOURS = 24

const wholeHours = (text: string): number => {
  if (/^\d{1,4}$/.test(text)) return Number(text)
  throw new InvalidArgumentError('It is a number of hours')
}

type Options = {
  name: string
  dryRun: boolean
  report?: string
  media?: string
  mediaHost?: string[]
  timeZone?: string
  userTable?: string
  usernameField?: string
  profileTable: string[]
  withStaff: boolean
  resetHours: number
  usernames: 'suffix' | 'leave_out'
  addresses: 'first' | 'nobody'
  check: boolean
  remote: boolean
  local: boolean
  yes: boolean
}

const requestOf = (source: string | undefined, options: Options): Asked => {
  const {
    remote: isRemote,
    check,
    dryRun: isDryRun,
    yes: isMeant,
    profileTable,
    mediaHost,
    ...rest
  } = options
  if (check) return { kind: 'check', isRemote }
  if (source === undefined) throw new Refused('Name the file or folder to import. To see more, add --help')
  const { local: _, ...own } = rest
  return {
    kind: 'import',
    source,
    ...own,
    ...(mediaHost && { mediaHosts: mediaHost }),
    profileTables: profileTable,
    isDryRun,
    isMeant,
    isRemote,
  }
}

export const importCommand = (run: (asked: Asked) => void | Promise<void> = start) =>
  command('import', 'Brings the people of another back end here, with their passwords.')
    .argument(
      '[source]',
      "Django's SQLite file, dumpdata JSON, plain pg_dump or mysqldump, a folder of CSV files, or what mongoexport wrote",
      notBlank,
    )
    .option('--name <name>', 'a name for the source, under which ids are kept', sourceName, USUAL_NAME)
    .option('--dry-run', 'change nothing', false)
    .option('--report <file>', 'write what becomes of each person, as JSON', notBlank)
    .option(
      '--media <place>',
      'the folder of the pictures, such as MEDIA_ROOT, or a URL such as MEDIA_URL',
      notBlank,
    )
    .option(
      '--media-host <host...>',
      'hosts that pictures at URLs are fetched from, such as res.cloudinary.com',
      hostNames,
    )
    .option('--time-zone <zone>', 'the zone of times that name none, such as Europe/Berlin')
    .option('--user-table <table>', 'the table of the people, if several could be')
    .option('--username-field <column>', 'the column by which people sign in, if it is not found', notBlank)
    .option(
      '--profile-table <table...>',
      'tables with a row for each person, beyond those that are found',
      [],
    )
    .option(
      '--reset-hours <hours>',
      'how long a token of django-rest-passwordreset works there',
      wholeHours,
      RESET_HOURS,
    )
    .option('--with-staff', 'staff stays staff', false)
    .addOption(
      new Option('--usernames <rule>', 'what becomes of a username that is taken or not valid')
        .choices(['suffix', 'leave_out'])
        .default('suffix'),
    )
    .addOption(
      new Option('--addresses <rule>', 'who keeps an email address of several')
        .choices(['first', 'nobody'])
        .default('first'),
    )
    .option('--check', 'read user:password lines and say who could sign in now; import nothing', false)
    .option('--remote', 'use the deployed database instead of the local one', false)
    .addOption(new Option('--local', 'use the local database').default(false).conflicts('remote'))
    .option('--yes', 'do not ask before writing', false)
    .action(async (source: string | undefined, options: Options) => {
      const code = await reportRefusal(async () => {
        await run(requestOf(source, options))
        return 0
      })
      if (code !== 0) process.exitCode = code
    })
