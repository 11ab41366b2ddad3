import type { EmailMessage } from './mail.ts'
import type { Job } from './outbox.ts'

/** A job as it is stored: with the names that it had first, so that jobs of an older version are done as well. */
type StoredJob =
  | { kind: 'letter'; letter: EmailMessage; limited?: boolean }
  | { kind: 'revocation'; revocation: StoredRevocation; until: number }
  | Extract<Job, { kind: 'ask' }>

/** Jobs of older versions do not say whose session it is. Their revocation was written when they were. */
type StoredRevocation =
  | { session: string; account?: string }
  | { account: string; epoch: number; keep: string | null }

/** The text of a job, to be encrypted. */
export function writeStoredJob(job: Job): string {
  const write = (stored: StoredJob) => JSON.stringify(stored)
  if (job.kind === 'email') {
    const { message, limited } = job
    return write({ kind: 'letter', letter: message, ...(limited !== undefined && { limited }) })
  }
  if (job.kind === 'ask' || 'session' in job.revocation) return write(job as StoredJob)
  const { account, sessionVersion, keep } = job.revocation
  return write({ ...job, revocation: { account, epoch: sessionVersion, keep } })
}

/** The job of a text that `writeStoredJob` made. */
export function readStoredJob(text: string): Job {
  const stored = JSON.parse(text) as StoredJob
  if (stored.kind === 'letter') {
    const { letter, limited } = stored
    return { kind: 'email', message: letter, ...(limited !== undefined && { limited }) }
  }
  if (stored.kind === 'ask' || 'session' in stored.revocation) return stored as Job
  const { account, epoch, keep } = stored.revocation
  return { ...stored, revocation: { account, sessionVersion: epoch, keep } }
}
