import type { Me } from '../../account/me.ts'
import { removeUser } from '../../account/profile/profile.ts'
import {
  demote,
  disableAccount,
  enableAccount,
  endAllSessions,
  promoteWithPassword,
} from '../../account/staff/administration.ts'
import { forgetTries, sendReset, sendVerification } from '../../account/staff/care.ts'
import { resetFactor } from '../../account/staff/reset-factor.ts'
import type { Ports } from '../../ports/ports.ts'
import type { Account } from '../../ports/schema.ts'

/** What a form of an action has: the reason or the password. */
export type Given = { reason?: string | undefined; password?: string | undefined }

export type Action = {
  button: string
  /** What is said once it is done, and where nothing had to be done. */
  done: string
  not?: string
  /** The same at the account API, below an account. */
  api: string
  /** The same of `npm run admin`. */
  terminal: string
  /** What the form on a page of its own says and asks for; none: the button does it at once. */
  asks?: { lead: string; field?: keyof Given }
  /** `hasFactor`: whether they have a second factor. */
  isOffered: (them: Account, isMe: boolean, hasFactor: boolean) => boolean
  /** Does it. False: nothing had to be done. */
  run: (ports: Ports, me: Me, id: string, given: Given) => Promise<boolean> | Promise<void>
}

const others = (_: Account, isMe: boolean) => !isMe

/** What staff do to an account by a button, by its name in the address. */
export const ACTIONS: Record<string, Action> = {
  'send-reset': {
    button: 'Send password reset',
    done: 'The email to choose a new password is on its way.',
    not: 'Nothing was sent: there is no email address, or the account may not sign in.',
    api: 'POST /send_reset',
    terminal: 'send-reset',
    isOffered: ({ email, isActive }) => email !== '' && isActive,
    run: sendReset,
  },
  'send-verification': {
    button: 'Send verification',
    done: 'The email to confirm the address is on its way.',
    not: 'Nothing was sent: there is no address to confirm.',
    api: 'POST /send_verification',
    terminal: 'send-verification',
    isOffered: ({ email, emailVerifiedAt, pendingEmail }) =>
      pendingEmail !== null || (email !== '' && emailVerifiedAt === null),
    run: sendVerification,
  },
  'sign-out': {
    button: 'Sign out everywhere',
    done: 'All sessions have ended.',
    api: 'DELETE /sessions',
    terminal: 'sign-out',
    isOffered: others,
    run: endAllSessions,
  },
  'forget-tries': {
    button: 'Forget wrong passwords',
    done: 'They may sign in without a wait.',
    api: 'DELETE /waits',
    terminal: 'forget-tries',
    isOffered: () => false,
    run: forgetTries,
  },
  enable: {
    button: 'Enable',
    done: 'They may sign in again.',
    not: 'The account is enabled already.',
    api: 'POST /enable',
    terminal: 'enable',
    asks: {
      lead: 'They may sign in again. Sessions and links that ended do not come back.',
      field: 'reason',
    },
    isOffered: ({ isActive }) => !isActive,
    run: (ports, me, id, { reason }) => enableAccount(ports, me, id, reason),
  },
  disable: {
    button: 'Disable',
    done: 'The account is disabled, and signed out everywhere.',
    not: 'The account is disabled already.',
    api: 'POST /disable',
    terminal: 'disable',
    asks: {
      lead: 'They are signed out everywhere and may not sign in again. Links in their emails stop working.',
      field: 'reason',
    },
    isOffered: ({ isActive, awaitsActivation }, isMe) => !isMe && (isActive || awaitsActivation),
    run: (ports, me, id, { reason }) => disableAccount(ports, me, id, reason),
  },
  promote: {
    button: 'Make staff',
    done: 'They are staff now.',
    not: 'They are staff already.',
    api: 'POST /promote',
    terminal: 'promote',
    asks: {
      lead: 'Staff see and change every account, also yours. Confirm it with your password.',
      field: 'password',
    },
    isOffered: ({ isStaff }) => !isStaff,
    run: (ports, me, id, { password = '' }) => promoteWithPassword(ports, me, id, password),
  },
  demote: {
    button: 'Take staff rights away',
    done: 'They are not staff any more.',
    not: 'They are not staff.',
    api: 'POST /demote',
    terminal: 'promote',
    isOffered: ({ isStaff }, isMe) => isStaff && !isMe,
    run: demote,
  },
  'reset-factor': {
    button: 'Take second factor away',
    done: 'The second factor is gone. They were told, and signed out everywhere.',
    not: 'They have no second factor.',
    api: 'DELETE /second-factor',
    terminal: 'reset-factor',
    asks: {
      lead: 'For somebody who lost the app and the recovery codes, once you know that it is them. They are signed out everywhere, and told.',
    },
    isOffered: (_, isMe, hasFactor) => !isMe && hasFactor,
    run: resetFactor,
  },
  delete: {
    button: 'Delete account',
    done: 'The account is deleted.',
    api: 'DELETE ',
    terminal: 'delete',
    asks: {
      lead: 'The account, its sessions and its pictures are deleted permanently. Confirm it with your password.',
      field: 'password',
    },
    isOffered: others,
    run: (ports, me, id, { password = '' }) => removeUser(ports, me, id, password),
  },
}

/** What has a form of its own, in the same terms. */
export const OTHER_ACTIONS: Record<string, Pick<Action, 'api' | 'terminal'>> = {
  edit: { api: 'PATCH ', terminal: 'edit' },
  'end-session': { api: 'DELETE /sessions/{session}', terminal: 'end-session' },
}
