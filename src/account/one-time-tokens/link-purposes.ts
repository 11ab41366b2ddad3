import type { EmailName } from '../../ports/email-templates.ts'
import type { Account, Purpose } from '../../ports/schema.ts'
import { readSettings, type Settings } from '../../ports/settings.ts'

type LinkPurpose = {
  /** The setting that says how long the link works, in seconds. */
  lifetime:
    | 'RESET_LINK_SECONDS'
    | 'ACTIVATION_LINK_SECONDS'
    | 'ALARM_LINK_SECONDS'
    | 'APPROVAL_LINK_SECONDS'
    | 'EMAIL_LOGIN_LINK_SECONDS'
  /** The setting that says where the link leads. */
  url: UrlSetting
  /** The same where the link has a token alone, which the email shows as well. */
  urlByKey?: UrlSetting
  /** The email that is sent for the link alone. Other emails have the link beside what they report. */
  template?: EmailName
  /** Which accounts may have the link. */
  mayHave: (account: Account) => boolean
}

type UrlSetting = {
  [Name in keyof Settings]: Name extends `${string}_URL` ? Name : never
}[keyof Settings]

/** What each one-time link is for. */
export const linkPurposes = {
  reset: {
    lifetime: 'RESET_LINK_SECONDS',
    url: 'PASSWORD_RESET_CONFIRM_URL',
    urlByKey: 'PASSWORD_RESET_KEY_URL',
    template: 'passwordReset',
    mayHave: ({ isActive }) => isActive,
  },
  username: {
    lifetime: 'RESET_LINK_SECONDS',
    url: 'USERNAME_RESET_CONFIRM_URL',
    template: 'usernameReset',
    mayHave: ({ isActive }) => isActive,
  },
  activation: {
    lifetime: 'ACTIVATION_LINK_SECONDS',
    url: 'ACTIVATION_URL',
    template: 'activation',
    mayHave: ({ awaitsActivation }) => awaitsActivation,
  },
  email: {
    lifetime: 'ACTIVATION_LINK_SECONDS',
    url: 'EMAIL_CONFIRM_URL',
    template: 'verification',
    mayHave: ({ pendingEmail, emailVerifiedAt }) => pendingEmail !== null || emailVerifiedAt === null,
  },
  recovery: {
    lifetime: 'ALARM_LINK_SECONDS',
    url: 'ALARM_URL',
    mayHave: ({ isActive, awaitsActivation }) => isActive || awaitsActivation,
  },
  approve: {
    lifetime: 'APPROVAL_LINK_SECONDS',
    url: 'APPROVAL_URL',
    mayHave: ({ isActive }) => isActive,
  },
  login: {
    lifetime: 'EMAIL_LOGIN_LINK_SECONDS',
    url: 'EMAIL_LOGIN_URL',
    mayHave: ({ isActive }) => isActive,
  },
} satisfies Record<Purpose, LinkPurpose>

/** How long, in seconds, a link works. */
export const lifetimeOf = (settings: Settings, purpose: Purpose): number =>
  settings[linkPurposes[purpose].lifetime]

/** An environment that sets no URL of a link. Its settings are read with the first email, and kept. */
const UNSET = { PUBLIC_URL: 'https://localhost' }

/** Where the code of an email is typed: on our own page, to which the link leads unless a setting says otherwise. */
export const codePageOf = ({ PUBLIC_URL }: Settings, purpose: Purpose): string =>
  readSettings(UNSET)
    [linkPurposes[purpose].url].replace('{public}', () => PUBLIC_URL)
    .replace(/\?.*/, '')

/** Every setting that says where a link leads. */
export const urlSettings = (): UrlSetting[] =>
  Object.values<LinkPurpose>(linkPurposes).flatMap(({ url, urlByKey }) => [
    url,
    ...(urlByKey ? [urlByKey] : []),
  ])
