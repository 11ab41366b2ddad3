import type { EventKind } from './events.ts'

/** What a message of a webhook is about. */
export const WEBHOOK_TYPES = [
  'account.created',
  'account.updated',
  'account.deleted',
  'account.disabled',
  'account.enabled',
  'account.recovered',
  'email.changed',
  'email.verified',
  'password.changed',
  'second_factor.changed',
  'session.created',
  'session.ended',
] as const

export type WebhookType = (typeof WEBHOOK_TYPES)[number]

export const isWebhookType = (text: string): text is WebhookType =>
  (WEBHOOK_TYPES as readonly string[]).includes(text)

/** The type of the message that tells of an event; null for what no webhook is told. */
const TYPES: Record<EventKind, WebhookType | null> = {
  registered: 'account.created',
  activated: 'account.enabled',
  enabled: 'account.enabled',
  disabled: 'account.disabled',
  account_deleted: 'account.deleted',
  alarm: 'account.recovered',
  username_changed: 'account.updated',
  profile_changed: 'account.updated',
  staff_granted: 'account.updated',
  staff_withdrawn: 'account.updated',
  address_changed: 'email.changed',
  address_verified: 'email.verified',
  password_changed: 'password.changed',
  password_reset: 'password.changed',
  factor_added: 'second_factor.changed',
  factor_removed: 'second_factor.changed',
  factor_reset: 'second_factor.changed',
  recovery_codes_made: 'second_factor.changed',
  passkey_added: 'second_factor.changed',
  passkey_removed: 'second_factor.changed',
  passkey_counter: null,
  sign_in: 'session.created',
  sign_out: 'session.ended',
  session_ended: 'session.ended',
  sessions_ended: 'session.ended',
  refresh_reuse: 'session.ended',
  sign_in_failed: null,
  recovery_code_used: null,
  client_trusted: null,
  code_needed: null,
  code_failed: null,
  sign_in_approved: null,
  reset_sent: null,
  verification_sent: null,
  tries_forgotten: null,
  email_retried: null,
  email_dropped: null,
  bulk_started: null,
  bulk_cancelled: null,
  webhook_added: null,
  webhook_changed: null,
  webhook_paused: null,
  webhook_resumed: null,
  webhook_secret_rotated: null,
  webhook_replayed: null,
  webhook_removed: null,
}

export const webhookTypeOf = (kind: EventKind): WebhookType | null => TYPES[kind]

/** The kinds of events that messages of these types tell of. `types`: null for all. */
export const kindsOfTypes = (types: readonly string[] | null): EventKind[] =>
  (Object.keys(TYPES) as EventKind[]).filter((kind) => {
    const type = TYPES[kind]
    return type !== null && (types === null || types.includes(type))
  })
