import type { Templates } from './templates.ts'

const NOT_YOU = 'If it was not you, you can ignore this email: nothing has changed.'
const ALARM = 'This was not me'

/** The name is told to an address that somebody has proved: elsewhere it may be a stranger's words. */
const inCase = (username: string | undefined) =>
  username === undefined ? [] : [`Your username, in case you've forgotten: ${username}`]

const named = (username: string | undefined) => username ?? 'an account'

const followIt = (within: string) =>
  `follow the link within ${within}: it signs everybody out, makes the password useless, and sends you an email to choose a new one.`

const ifNotYou = (within: string) => `If it was not you, ${followIt(within)}`

const UNITS: [number, string][] = [
  [86_400, 'day'],
  [3600, 'hour'],
  [60, 'minute'],
  [1, 'second'],
]

function duration(seconds: number): string {
  // Whole hours up to two days: "24 hours" is told apart from "tomorrow" more easily than "1 day".
  const [size, name] = UNITS.find(
    ([each]) => seconds % each === 0 && seconds >= (each === 86_400 ? 2 * each : each),
  ) ?? [1, 'second']
  const count = seconds / size
  return `${count} ${name}${count === 1 ? '' : 's'}`
}

/** The emails in English. Subjects are those of djoser and django-rest-passwordreset, where they have one. */
export const english: Templates = {
  duration,
  code: (location) => `On another device, go to ${location} and type this code:`,
  footer: (site) => `This email was sent by ${site} to an address that was given there.`,
  key: (key) => `Or enter this key in the app: ${key}`,

  passwordReset: ({ site, username, within }) => ({
    subject: `Password reset on ${site}`,
    heading: 'Choose a new password',
    before: [`Somebody, we hope you, asked for a new password on ${site}. Choose it here:`],
    link: 'Choose a new password',
    after: [`It works once, within ${within}.`, ...inCase(username), NOT_YOU],
  }),

  passwordResetByKey: ({ site, within }) => ({
    subject: `Password Reset for ${site}`,
    heading: 'Choose a new password',
    before: [`Somebody, we hope you, asked for a new password on ${site}. Choose it here:`],
    link: 'Choose a new password',
    after: [`It works once, within ${within}.`, NOT_YOU],
  }),

  usernameReset: ({ site, username, within }) => ({
    subject: `Username reset on ${site}`,
    heading: 'Choose a new username',
    before: [`Somebody, we hope you, asked for a new username on ${site}. Choose it here:`],
    link: 'Choose a new username',
    after: [`It works once, within ${within}.`, ...inCase(username), NOT_YOU],
  }),

  activation: ({ site, within }) => ({
    subject: `Account activation on ${site}`,
    heading: `Welcome to ${site}`,
    before: ['Activate your account here:'],
    link: 'Activate the account',
    after: [
      `It works once, within ${within}.`,
      'If you did not open an account, you can ignore this email: the account stays closed.',
    ],
  }),

  verification: ({ site, within }) => ({
    subject: `Confirm your address on ${site}`,
    heading: 'Confirm your address',
    before: [`Somebody, we hope you, gave this address to an account on ${site}. Confirm that it is yours:`],
    link: 'Confirm the address',
    after: [
      `It works once, within ${within}.`,
      'If you have no account there, you can ignore this email: the address stays unconfirmed.',
    ],
  }),

  passwordChanged: ({ site, username, within }) => ({
    subject: `${site} - Your password has been successfully changed!`,
    heading: 'Your password was changed',
    before: [
      `The password of ${named(username)} on ${site} was changed, and every other session was signed out.`,
      `If it was you, there is nothing to do. ${ifNotYou(within)}`,
    ],
    link: ALARM,
    after: [],
  }),

  usernameChanged: ({ site, username, newName, within }) => ({
    subject: `${site} - Your username has been successfully changed!`,
    heading: 'Your username was changed',
    before: [
      username === undefined
        ? `An account on ${site} has another username from now on.`
        : `${username} on ${site} is called ${newName} from now on. Sign in with that name.`,
      `If it was you, there is nothing to do. ${ifNotYou(within)}`,
    ],
    link: ALARM,
    after: [],
  }),

  addressChanged: ({ site, username, within }) => ({
    subject: `${site} - Your address has been changed`,
    heading: 'Your address was changed',
    before: [
      `The address of ${named(username)} on ${site} was changed. Emails go to the new one from now on.`,
      `If it was you, there is nothing to do. ${ifNotYou(within)} This address becomes the account's again.`,
    ],
    link: ALARM,
    after: [],
  }),

  addressPending: ({ site, username, within }) => ({
    subject: `${site} - Your address is about to change`,
    heading: 'Your address is about to change',
    before: [
      `Somebody, we hope you, gave ${named(username)} on ${site} another address. It takes the place of this one once it is confirmed.`,
      `If it was you, there is nothing to do here. ${ifNotYou(within)} This address stays, or becomes the account's again.`,
    ],
    link: ALARM,
    after: [],
  }),

  sessionEnded: ({ site, username, within }) => ({
    subject: `${site} - We signed one of your devices out`,
    heading: 'We signed one of your devices out',
    before: [
      `Two devices used the same sign-in of ${named(username)} on ${site}, so one of them may have copied it. To be safe, we ended that sign-in on both.`,
      `Sign in again where you need it. If you cannot explain what happened, ${followIt(within)}`,
    ],
    link: ALARM,
    after: [],
  }),

  accountDeleted: ({ site, username }) => ({
    subject: `${site} - Your account was deleted`,
    heading: 'Your account was deleted',
    before: [
      `The account ${username ?? ''} on ${site} was deleted, with its pictures and every sign-in. It cannot be brought back.`,
      `If it was you, there is nothing to do. If it was not you, somebody else could use your account: change the password of your mailbox and of every site where you used the same one, and tell those who run ${site}.`,
    ],
    link: `Go to ${site}`,
    after: [],
  }),
}
