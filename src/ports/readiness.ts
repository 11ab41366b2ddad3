import { count, gt, inArray, isNotNull, sql } from 'drizzle-orm'
import journal from '../../migrations/meta/_journal.json'
import { checkSigningKey } from './check-signing-key.ts'
import type { Clock } from './clock.ts'
import { commitNamed, type Database, openCommit } from './database.ts'
import type { InTime } from './deadline.ts'
import type { Keys } from './keys.ts'
import type { MaybeResend } from './mail.ts'
import { type MaybeMetricsSecret, readMetricsSecret } from './metrics.ts'
import { Misconfigured } from './misconfigured.ts'
import type { MaybeOldSecrets } from './old-secrets.ts'
import { lostPasskeys, otherPasskeyHost, passkeyHost } from './passkeys.ts'
import { type MaybeRevocationsSecret, readRevocationsSecret } from './revocation-list.ts'
import { keyChecks, outbox, secondFactors } from './schema.ts'
import { LEAST_LINKS, readSettings } from './settings.ts'
import type { MaybeImages } from './thumbnails.ts'
import type { MaybeTurnstile } from './turnstile.ts'

type Dependencies = {
  d1: D1Database
  db: Database
  keys: Keys
  inTime: InTime
  /** The warnings about sessions and logins of other systems, and the way back to them. Throws Misconfigured. */
  oldSystems: () => string[]
}

export type Readiness = { checks: Record<string, string | null>; warnings: string[] }

/** How long, in milliseconds, a result is reused. The endpoint is public, and the checks cost round trips. */
const FRESH = 5_000

const last = new WeakMap<object, { at: number; readiness: Readiness }>()

/** The result of `check` for these bindings from the last seconds, or a new one. */
export async function recentReadiness(
  env: object,
  clock: Clock,
  check: () => Promise<Readiness>,
): Promise<Readiness> {
  const known = last.get(env)
  const now = clock.now()
  if (known && now - known.at < FRESH) return known.readiness
  const readiness = await check()
  last.set(env, { at: now, readiness })
  return readiness
}

/**
 * Each part that this Worker needs, with its problem or null: settings, both secrets, the database with every migration
 * applied, KV and R2. Warnings are about parts that work but should be changed.
 */
export async function checkReadiness(
  env: Env &
    MaybeImages &
    MaybeResend &
    MaybeTurnstile &
    MaybeOldSecrets &
    MaybeRevocationsSecret &
    MaybeMetricsSecret,
  { d1, db, keys, inTime, oldSystems }: Dependencies,
): Promise<Readiness> {
  const warnings: string[] = []
  const tags = await tagsOf(keys)
  const stored = readStored(env, { d1, db, tags })
  const checks = {
    settings: async () => {
      const { ENVIRONMENT, MAIL_FROM, MAIL_PROVIDER, THUMBNAILS, TURNSTILE, TURNSTILE_SITE_KEY } =
        readSettings(env)
      if (MAIL_PROVIDER === 'resend' && !env.RESEND_API_KEY)
        throw new Misconfigured('RESEND_API_KEY: missing')
      if (TURNSTILE.length > 0 && !(TURNSTILE_SITE_KEY && env.TURNSTILE_SECRET))
        throw new Misconfigured('TURNSTILE_SITE_KEY, TURNSTILE_SECRET: missing')
      if (THUMBNAILS && !env.IMAGES) throw new Misconfigured('THUMBNAILS: no binding IMAGES')
      if (ENVIRONMENT === 'production' && !MAIL_FROM) throw new Misconfigured('MAIL_FROM: missing')
      readRevocationsSecret(env)
      readMetricsSecret(env)
      warnings.push(...oldSystems())
    },
    master_keys: async () => {
      keys.kids()
      refuseReplaced(tags, (await stored).known)
    },
    signing_keys: () => Promise.all(keys.signing().map(checkSigningKey)),
    revoked: async () => void (await inTime('KV', env.REVOKED.get('readyz'))),
    pictures: async () => void (await inTime('R2', env.PICTURES.head('readyz'))),
  }
  const results = await Promise.all(
    Object.entries(checks).map(async ([name, check]) => [name, await problemOf(check)] as const),
  )
  const { problem, warnings: told } = await stored
  return {
    checks: { ...Object.fromEntries(results), database: problem },
    warnings: [...warningsOf(env), ...warnings, ...(problem === null ? told : [])],
  }
}

function warningsOf(env: Env): string[] {
  try {
    const { PASSWORD_HASH_LINKS } = readSettings(env)
    const isWeak = PASSWORD_HASH_LINKS < LEAST_LINKS
    if (!isWeak) return []
    return [
      `PASSWORD_HASH_LINKS: fewer than ${LEAST_LINKS}, as ACCEPT_WEAK_HASH allows`,
      'Workers Free: 10 ms of CPU are less than a hash, 50 queries and subrequests less than a run of the cron may take',
    ]
  } catch {
    // The check of the settings says what is wrong with them.
    return []
  }
}

async function problemOf(check: () => Promise<unknown>): Promise<string | null> {
  try {
    await check()
    return null
  } catch (error) {
    return error instanceof Misconfigured ? error.message : SILENT
  }
}

type KeyTag = { kid: string; tag: string }

/** `problem` is that of the database, `known` the tags that it has of the master keys. */
type Stored = { problem: string | null; known: KeyTag[]; warnings: string[] }

const SILENT = 'does not answer'

/**
 * What D1 tells: one round trip where all is well. A database that lacks migrations may lack a table, so what a batch that
 * fails means is asked for by itself.
 */
async function readStored(env: Env, { d1, db, tags }: Stating): Promise<Stored> {
  const host = hostOf(env)
  try {
    const { applied, known, dead, factors, others } = await commitNamed(openCommit(db), {
      applied: db.select({ name: sql<string>`name` }).from(sql`d1_migrations`),
      ...(tags.length > 0 && noteKeys(db, tags)),
      dead: db
        .select({ fault: outbox.fault, count: count() })
        .from(outbox)
        .where(gt(outbox.deadAt, 0))
        .groupBy(outbox.fault),
      ...(env.SECOND_FACTOR === 'off' && {
        factors: db
          .select({ id: secondFactors.accountId })
          .from(secondFactors)
          .where(isNotNull(secondFactors.requiredSince))
          .limit(1),
      }),
      ...(host !== undefined && { others: otherPasskeyHost(db, host) }),
    })
    const other = others?.[0]?.rpId
    return {
      problem: lackingOf(applied),
      known: known ?? [],
      warnings: [
        // Jobs that were given up, counted by fault.
        ...dead.map(({ fault, count }) => `outbox: ${count} given up (${fault})`),
        // Where second factors are turned off, those who have one sign in with the password alone.
        ...(factors && factors.length > 0
          ? ['SECOND_FACTOR: off, and there are accounts whose owners turned a second factor on']
          : []),
        ...(host !== undefined && other ? [lostPasskeys(host, other)] : []),
      ],
    }
  } catch {
    return { problem: (await findLacking(d1)) ?? SILENT, known: [], warnings: [] }
  }
}

/** The host of passkeys; undefined where there are none, or the settings cannot be used, which another check says. */
function hostOf(env: Env): string | undefined {
  try {
    const settings = readSettings(env)
    return settings.SECOND_FACTOR === 'off' ? undefined : passkeyHost(settings)
  } catch {
    return undefined
  }
}

/** What is wrong with the migrations of a database that answers; null if it has them all. */
async function findLacking(db: D1Database): Promise<string | null> {
  try {
    return lackingOf((await db.prepare('select name from d1_migrations').all<{ name: string }>()).results)
  } catch (error) {
    return String(error).includes('no such table') ? lackingOf([]) : SILENT
  }
}

/** wrangler keeps the names of the migrations that were applied in this table. */
function lackingOf(applied: { name: string }[]): string | null {
  const names = new Set(applied.map(({ name }) => name))
  const lacking = journal.entries.filter(({ tag }) => !names.has(`${tag}.sql`)).length
  return lacking > 0 ? `migrations: ${lacking} not applied` : null
}

type Stating = Pick<Dependencies, 'd1' | 'db'> & { tags: KeyTag[] }

/** A tag of each master key; none if the secret cannot be used, which another check says. */
async function tagsOf(keys: Keys): Promise<KeyTag[]> {
  try {
    return await Promise.all(
      keys.kids().map(async (kid) => ({ kid, tag: await keys.tag('key check', kid, kid) })),
    )
  } catch {
    return []
  }
}

/** Stores the tags of keys that are new, and reads those that are stored. */
const noteKeys = (db: Database, tags: KeyTag[]) => ({
  added: db.insert(keyChecks).values(tags).onConflictDoNothing(),
  known: db
    .select()
    .from(keyChecks)
    .where(
      inArray(
        keyChecks.kid,
        tags.map(({ kid }) => kid),
      ),
    ),
})

/** No master key may be replaced under the same id: it would match no stored password, token or link. */
function refuseReplaced(tags: KeyTag[], known: KeyTag[]): void {
  const replaced = known.find(({ kid, tag }) => tags.find((each) => each.kid === kid)?.tag !== tag)
  if (replaced) throw new Misconfigured(`MASTER_KEYS: the key ${replaced.kid} is another one than before`)
}
