import type { Templates } from '../../ports/email-templates.ts'
import { unitOf } from './unit-of.ts'

const IGNORE = 'If it was not you, you can ignore this email. Nothing has changed.'
const NOT_ME = 'This was not me'

const worksOnce = (within: string) => `The link works once. Use it within ${within}.`

const inCase = (username: string | undefined) =>
  username === undefined ? [] : [`Your username, in case you've forgotten: ${username}`]

const named = (username: string | undefined) => username ?? 'an account'

const followIt = (within: string) =>
  `follow the link within ${within}. It signs out all devices, disables the password, and sends you an email to choose a new one.`

const ifNotYou = (within: string) => `If it was not you, ${followIt(within)}`

/** Fewer recovery codes than this are few. */
const FEW = 3

/** A notice about the second factor: its heading, and what happened. */
const aboutFactor =
  (heading: string, say: (of: string, site: string) => string): Templates['factorAdded'] =>
  ({ site, username, within }) => ({
    subject: `${site} - ${heading}`,
    heading,
    before: [say(named(username), site), `If it was you, there is nothing to do. ${ifNotYou(within)}`],
    link: NOT_ME,
    after: [],
  })

function newName(title: string, name: string): Templates['usernameReset'] {
  return ({ site, username, within }) => ({
    subject: `${title} reset on ${site}`,
    heading: `Choose a new ${name}`,
    before: [`Someone asked for a new ${name} on ${site}. If it was you, choose one here:`],
    link: `Choose a new ${name}`,
    after: [worksOnce(within), ...inCase(username), IGNORE],
  })
}

function duration(seconds: number): string {
  const { count, unit } = unitOf(seconds)
  return `${count} ${unit}${count === 1 ? '' : 's'}`
}

/** The emails in English. Subjects are those of djoser and django-rest-passwordreset, where they have one. */
export const english: Templates = {
  duration,
  code: (location) => `On another device, go to ${location} and type this code:`,
  codeHere: 'Or type this code where you are signing in:',
  footer: (site) => `${site} sent you this email because someone entered your email address there.`,
  key: (key) => `Or enter this key in the app: ${key}`,

  passwordReset: ({ site, username, within }) => ({
    subject: `Password reset on ${site}`,
    heading: 'Choose a new password',
    before: [`Someone asked for a new password on ${site}. If it was you, choose one here:`],
    link: 'Choose a new password',
    after: [worksOnce(within), ...inCase(username), IGNORE],
  }),

  passwordResetByKey: ({ site, within }) => ({
    subject: `Password Reset for ${site}`,
    heading: 'Choose a new password',
    before: [`Someone asked for a new password on ${site}. If it was you, choose one here:`],
    link: 'Choose a new password',
    after: [worksOnce(within), IGNORE],
  }),

  usernameReset: newName('Username', 'username'),
  addressReset: newName('Email address', 'email address'),

  activation: ({ site, within }) => ({
    subject: `Account activation on ${site}`,
    heading: `Welcome to ${site}`,
    before: ['Activate your account here:'],
    link: 'Activate your account',
    after: [
      worksOnce(within),
      'If you did not create an account, you can ignore this email. The account stays inactive.',
    ],
  }),

  verification: ({ site, within }) => ({
    subject: `Confirm your email address on ${site}`,
    heading: 'Confirm your email address',
    before: [
      `Someone entered this email address for an account on ${site}. If it was you, confirm that it is yours:`,
    ],
    link: 'Confirm your email address',
    after: [
      worksOnce(within),
      'If you have no account there, you can ignore this email. The email address stays unconfirmed.',
    ],
  }),

  passwordChanged: ({ site, username, within }) => ({
    subject: `${site} - Your password has been successfully changed!`,
    heading: 'Your password was changed',
    before: [
      `The password of ${named(username)} on ${site} was changed, and all other sessions were signed out.`,
      `If it was you, there is nothing to do. ${ifNotYou(within)}`,
    ],
    link: NOT_ME,
    after: [],
  }),

  usernameChanged: ({ site, username, newName, within }) => ({
    subject: `${site} - Your username has been successfully changed!`,
    heading: 'Your username was changed',
    before: [
      username === undefined
        ? `An account on ${site} has a new username.`
        : `The new username of ${username} on ${site} is ${newName}. Use it to sign in.`,
      `If it was you, there is nothing to do. ${ifNotYou(within)}`,
    ],
    link: NOT_ME,
    after: [],
  }),

  addressChanged: ({ site, username, within }) => ({
    subject: `${site} - Your email address has been changed`,
    heading: 'Your email address was changed',
    before: [
      `The email address of ${named(username)} on ${site} was changed. Emails now go to the new one.`,
      `If it was you, there is nothing to do. ${ifNotYou(within)} The account gets this email address back.`,
    ],
    link: NOT_ME,
    after: [],
  }),

  addressPending: ({ site, username, within }) => ({
    subject: `${site} - Your email address is about to change`,
    heading: 'Your email address is about to change',
    before: [
      `Someone entered a new email address for ${named(username)} on ${site}. It replaces this one once it is confirmed.`,
      `If it was you, there is nothing to do here. ${ifNotYou(within)} The account keeps this email address, or gets it back.`,
    ],
    link: NOT_ME,
    after: [],
  }),

  sessionEnded: ({ site, username, within }) => ({
    subject: `${site} - We signed out one of your devices`,
    heading: 'We signed out one of your devices',
    before: [
      `Two devices used the same session of ${named(username)} on ${site}, so one of them may have copied it. To be safe, we ended the session on both.`,
      `Sign in again where you need to. If you cannot explain what happened, ${followIt(within)}`,
    ],
    link: NOT_ME,
    after: [],
  }),

  factorAdded: aboutFactor(
    'Two-step sign-in is on',
    (of, site) =>
      `A code from an authenticator app is now needed to sign in to ${of} on ${site}. All other devices were signed out.`,
  ),
  factorReplaced: aboutFactor(
    'Your authenticator app was changed',
    (of, site) =>
      `Codes for ${of} on ${site} now come from another authenticator app. The old app no longer works.`,
  ),
  factorRemoved: aboutFactor(
    'Two-step sign-in is off',
    (of, site) =>
      `The authenticator app of ${of} on ${site} was removed. The password alone is now enough to sign in.`,
  ),
  appRemoved: aboutFactor(
    'Your authenticator app was removed',
    (of, site) =>
      `The authenticator app of ${of} on ${site} was removed. A passkey or a recovery code is still needed besides the password to sign in.`,
  ),
  factorReset: aboutFactor(
    'Staff removed your second factor',
    (of, site) =>
      `Staff of ${site} removed the second factor of ${of}, and all devices were signed out. The password alone is now enough to sign in.`,
  ),
  passkeyAdded: aboutFactor(
    'You have a new passkey',
    (of, site) => `A passkey was added to ${of} on ${site}. It signs in without the password.`,
  ),
  passkeyRemoved: aboutFactor(
    'A passkey was removed',
    (of, site) => `A passkey was removed from ${of} on ${site}. It no longer signs in.`,
  ),
  passkeyCopied: aboutFactor(
    'A passkey was refused',
    (of, site) =>
      `A sign-in to ${of} on ${site} with a passkey was refused, because there may be a copy of the passkey. Remove it, and add a new one.`,
  ),
  passkeyRequired: aboutFactor(
    'Two-step sign-in is on',
    (of, site) =>
      `A passkey or a recovery code is now needed besides the password to sign in to ${of} on ${site}. All other devices were signed out.`,
  ),
  passkeyOptional: aboutFactor(
    'Two-step sign-in is off',
    (of, site) => `The password alone is now enough to sign in to ${of} on ${site}.`,
  ),
  recoveryCodesMade: aboutFactor(
    'You have new recovery codes',
    (of, site) => `New recovery codes were made for ${of} on ${site}. The old ones no longer work.`,
  ),
  recoveryCodeUsed: ({ left, ...facts }) =>
    aboutFactor(
      'A recovery code was used',
      (of, site) =>
        `Somebody signed in to ${of} on ${site} with a recovery code. Recovery codes left: ${left}.${left < FEW ? ' Make new ones soon.' : ''}`,
    )(facts),
  approvalOn: aboutFactor(
    'You can approve sign-ins by email',
    (of, site) => `A sign-in to ${of} on ${site} without a code can now be approved from an email.`,
  ),
  signInApproval: ({ site, username, within, program, place, time }) => ({
    subject: `${site} - Approve a sign-in`,
    heading: 'Approve a sign-in',
    before: [
      `Somebody entered the right password of ${named(username)} on ${site}. If it was you, approve it and sign in again.`,
      `Program: ${program}`,
      `Place: ${place}`,
      `Time: ${time}`,
    ],
    link: 'Approve or refuse the sign-in',
    after: [`If it was not you, open the page too, and choose “This was not me”. It works for ${within}.`],
  }),

  signIn: ({ site, within, program, place, time }) => ({
    subject: `Sign in to ${site}`,
    heading: `Sign in to ${site}`,
    before: [
      `Someone asked to sign in to ${site} with this email address. If it was you, go on here:`,
      `Program: ${program}`,
      `Place: ${place}`,
      `Time: ${time}`,
    ],
    link: 'Sign in',
    after: [
      worksOnce(within),
      'If it was not you, do not open the link, and tell nobody the code. Nobody is signed in.',
    ],
  }),

  confirmation: ({ site }) => ({
    subject: `${site} - Your account has been successfully created and activated!`,
    heading: `Welcome to ${site}`,
    before: [`Your account on ${site} is active. You can sign in.`],
    link: `Go to ${site}`,
    after: [],
  }),

  accountDeleted: ({ site, username }) => ({
    subject: `${site} - Your account was deleted`,
    heading: 'Your account was deleted',
    before: [
      `The account ${username === undefined ? '' : `${username} `}on ${site} was deleted, with its pictures and all its sessions. It cannot be restored.`,
      `If it was you, there is nothing to do. If it was not you, someone else had access to your account. Change the password of your email account, and of every site where you used the same password. Then contact the operators of ${site}.`,
    ],
    link: `Go to ${site}`,
    after: [],
  }),
}
