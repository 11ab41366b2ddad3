import { openAccountIds } from './account-ids.ts'
import { openAccounts } from './accounts.ts'
import { openAddressHistory } from './address-history.ts'
import { openAdministration } from './administration.ts'
import { openAfterAnswer, type Pause, systemPause } from './afterwards.ts'
import { openAssets } from './assets.ts'
import { openBudget } from './budget.ts'
import { openBulkJobs } from './bulk-jobs.ts'
import { openChange } from './change.ts'
import { type ClientInfo, noClient } from './client-info.ts'
import { type Clock, systemClock } from './clock.ts'
import { type CommonPasswords, openCommonPasswords } from './common-passwords.ts'
import { type Config, configured, defaultConfig } from './config.ts'
import { openConsume } from './consume-one-time-token.ts'
import { openCounts } from './counts.ts'
import { openCommit, openDatabase } from './database.ts'
import { openInTime, type Patience } from './deadline.ts'
import { openEdgeRateLimit } from './edge-rate-limit.ts'
import { openEmailQueue } from './email-queue.ts'
import { openEvents } from './events.ts'
import { type MaybeFirstStaff, openFirstStaff } from './first-staff.ts'
import { openHashTimes } from './hash-times.ts'
import { openKeys } from './keys.ts'
import { openLog } from './log.ts'
import { openRowExists } from './lost-answer.ts'
import { type Mail, type MaybeResend, openMail } from './mail.ts'
import { type MaybeMetricsSecret, openMetrics } from './metrics.ts'
import { openMirror } from './mirror.ts'
import type { MaybeOldSecrets } from './old-secrets.ts'
import { openOneTimeTokens } from './one-time-tokens.ts'
import { openOutbox } from './outbox.ts'
import { openPasskeys } from './passkeys.ts'
import { openPictures } from './pictures.ts'
import { openPurge } from './purge-expired.ts'
import { type Random, systemRandom } from './random.ts'
import { checkReadiness, recentReadiness } from './readiness.ts'
import { openRefused } from './refused.ts'
import { type MaybeRevocationsSecret, openRevocationList } from './revocation-list.ts'
import { openRevoked } from './revoked.ts'
import { openSecondFactors } from './second-factors.ts'
import { openSessions } from './sessions.ts'
import { settingFacts } from './setting-facts.ts'
import { readSettings } from './settings.ts'
import { type Retries, steadyDatabase } from './steady-database.ts'
import type { Settle, TellJob } from './tell-revocations.ts'
import { openThrottle } from './throttle.ts'
import { type MaybeImages, openThumbnails } from './thumbnails.ts'
import { beginTrace, countStatements } from './trace.ts'
import { type MaybeTurnstile, openTurnstile } from './turnstile.ts'
import { openUsedOnce } from './used-once.ts'
import { openUserList } from './user-list.ts'
import { openWebhooks } from './webhooks.ts'

/** The configuration, the client, and what a test replaces. */
export type Circumstances = {
  config?: Config
  clientInfo?: ClientInfo
  clock?: Clock
  random?: Random
  mail?: Mail
  http?: typeof fetch
  patience?: Partial<Patience>
  reads?: Retries
  commonPasswords?: CommonPasswords
  pause?: Pause
  /** Whether webhooks are sent from here. */
  sendsWebhooks?: boolean
}

const ASKED_IN_DEVELOPMENT = 1000

/**
 * Opens the ports for one request. `later` is `waitUntil`. Never throws: a port that lacks a setting or a secret throws
 * Misconfigured when it is used.
 */
export function openPorts(
  bindings: Env &
    MaybeImages &
    MaybeResend &
    MaybeTurnstile &
    MaybeOldSecrets &
    MaybeRevocationsSecret &
    MaybeMetricsSecret &
    MaybeFirstStaff,
  later: (work: Promise<unknown>) => void,
  {
    config = defaultConfig,
    clientInfo = noClient,
    clock = systemClock,
    random = systemRandom,
    http = fetch,
    patience = {},
    reads,
    mail = openMail(configured(bindings, config), http, openInTime(patience)),
    commonPasswords,
    pause = systemPause,
    sendsWebhooks = true,
  }: Circumstances = {},
) {
  const env = configured(bindings, config)
  const trace = beginTrace()
  const inTime = openInTime(patience, trace.timing)
  const d1 = steadyDatabase(countStatements(env.DB, trace), { inTime, random, reads })
  const db = openDatabase(d1)
  const [field] = Object.values(config.fields)
  const fieldStore = field?.store({ db, config })
  const imported = config.importedSessions[0]?.store({ db, env })
  const { oldLogin: options } = config
  const oldLogin = options?.open({ env, db, http, inTime, clock, options })
  const rowExists = openRowExists(db)
  const keys = openKeys(env, clock)
  const pictures = openPictures({ bucket: env.PICTURES, db, clock, inTime })
  const assets = openAssets(env.ASSETS, inTime)
  const revoked = openRevoked(env.REVOKED, inTime, clock)
  const revocationList = openRevocationList({ db, env, clock })
  const tell = async (job: TellJob, isNew: boolean, settle: Settle) => {
    const { openTeller } = await import('./tell-revocations.ts')
    return openTeller({ db, revoked, clock, pause, settings: () => readSettings(env) })(job, isNew, settle)
  }
  const oldSystems = () => [
    ...(config.wayBack?.warnings(clock.now()) ?? []),
    ...oldSessions(),
    ...oldLoginWarnings(),
  ]
  const oldLoginWarnings = () => {
    if (!options) return env.OLD_LOGIN_URL ? ['OLD_LOGIN_URL: nothing uses it, so delete it'] : []
    if (clock.now() >= options.until) return ['oldLogin: has ended, so take it out']
    oldLogin?.check()
    return []
  }
  const oldSessions = () => {
    if (imported) return config.importedSessions.flatMap(({ warnings }) => warnings(imported, clock.now()))
    return env.OLD_JWT_SECRETS ? ['OLD_JWT_SECRETS: nothing uses it, so delete it'] : []
  }
  const isDevelopment = env.ENVIRONMENT === 'development'
  const afterAnswer = openAfterAnswer({ later, random, pause, isDevelopment })
  const publicUrl = () => readSettings(env).PUBLIC_URL
  const webhooks = config.webhooks
    ? openWebhooks({ db, keys, random, clock, http, inTime, afterAnswer, isDevelopment, publicUrl })
    : undefined
  const commit = webhooks && sendsWebhooks ? webhooks.telling(openCommit(db)) : openCommit(db)
  const mostAsked = () => {
    const { ENVIRONMENT, MAILS_PER_HOUR } = readSettings(env)
    return ENVIRONMENT === 'development' ? ASKED_IN_DEVELOPMENT : MAILS_PER_HOUR
  }

  return {
    config,
    get settings() {
      return readSettings(env)
    },
    /** Every setting and secret, for staff: of a secret only whether it is there. */
    settingFacts: () => settingFacts(env, config.variables),
    /** Also known if the settings are invalid. */
    isDevelopment,
    tellsTiming:
      env.SERVER_TIMING === 'always' || (env.ENVIRONMENT === 'development' && env.SERVER_TIMING !== 'never'),
    log: openLog(env),
    trace,
    keys,
    clock,
    random,
    clientInfo,
    later,
    afterAnswer,
    inTime,
    commit,
    rowExists,
    change: openChange({ commit, rowExists }),
    purge: openPurge(commit),
    check: () => recentReadiness(env, clock, () => checkReadiness(env, { d1, db, keys, inTime, oldSystems })),
    accounts: openAccounts(db, fieldStore),
    accountIds: openAccountIds(db),
    administration: openAdministration(db),
    users: openUserList(db),
    bulkJobs: openBulkJobs(db),
    firstStaff: openFirstStaff({ db, env }),
    /** Of user fields; undefined without any. */
    fieldStore,
    /** Of sessions that another system opened; undefined where none are accepted. */
    imported,
    /** Of the login of another system; undefined where none is asked. */
    oldLogin,
    mirror: openMirror({ env, http, inTime, random }),
    sessions: openSessions(db),
    secondFactors: openSecondFactors(db),
    passkeys: openPasskeys(db),
    usedOnce: openUsedOnce(db),
    oneTimeTokens: openOneTimeTokens(db),
    consume: openConsume(db),
    addressHistory: openAddressHistory(db),
    events: openEvents(db, webhooks?.note),
    counts: openCounts(db, commit),
    hashTimes: openHashTimes(db, commit),
    refused: openRefused({ env, db, clock, afterAnswer }),
    /** Undefined where the configuration has none. */
    webhooks,
    outbox: openOutbox({
      db,
      keys,
      clock,
      random,
      mail,
      remember: revoked.remember,
      tell,
      revocationList,
      later,
      pause,
      afterAnswer,
    }),
    emailQueue: openEmailQueue({ db, keys, clock }),
    throttle: openThrottle(db),
    turnstile: openTurnstile(env, http),
    edgeRateLimit: openEdgeRateLimit(env.GATE, () => readSettings(env).ENVIRONMENT === 'development'),
    budget: openBudget({ db, mostAsked }),
    revoked,
    revocationList,
    metrics: openMetrics(env, clock),
    pictures,
    assets,
    commonPasswords: commonPasswords ?? openCommonPasswords({ env, assets, inTime }),
    thumbnails: openThumbnails({
      images: env.IMAGES,
      pictures,
      origin: publicUrl,
      later,
      inTime,
    }),
  }
}

export type Ports = ReturnType<typeof openPorts>
