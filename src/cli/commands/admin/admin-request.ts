import type { Only, Order } from '../../../ports/narrowed-users.ts'
import type { JobsAction } from './jobs-request.ts'
import type { WebhookAction } from './webhook-request.ts'

/** What `edit` changes. */
export type Edit = { username?: string; email?: string; firstName?: string; lastName?: string }

export type AdminAction =
  | { kind: 'create'; username: string; email?: string; isStaff: boolean; isGenerated: boolean }
  | { kind: 'promote'; who: string; isDemotion: boolean }
  | { kind: 'disable' | 'enable'; who: string; reason?: string }
  | { kind: 'sign-out' | 'send-reset' | 'send-verification' | 'forget-tries'; who: string }
  | { kind: 'edit'; who: string; edit: Edit }
  | { kind: 'set-password'; who: string; isGenerated: boolean }
  | { kind: 'delete' | 'reset-factor'; who: string; isMeant: boolean }
  | { kind: 'end-session'; who: string; session: string }
  | { kind: 'show'; who: string }
  | { kind: 'sessions' | 'events'; who: string; limit: number }
  | { kind: 'list'; search?: string; only?: Only; order?: Order; limit: number }
  | { kind: 'moved' }
  | { kind: 'end-move'; isMeant: boolean }
  | { kind: 'sign-out-everybody'; isMeant: boolean }
  | { kind: 'webhooks'; webhooks: WebhookAction }
  | { kind: 'jobs'; jobs: JobsAction }

/** `asJson`: the answer is for a program. */
export type AdminRequest = AdminAction & { isRemote: boolean; asJson: boolean }
