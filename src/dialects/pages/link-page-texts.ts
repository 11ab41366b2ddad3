import { html } from 'hono/html'
import type { Proof } from '../../account/emails/one-time-link.ts'
import { recoverAccount } from '../../account/links/account-recovery.ts'
import { activate } from '../../account/links/activation.ts'
import { verifyEmail } from '../../account/links/email-verification.ts'
import { finishReset } from '../../account/passwords/password-reset.ts'
import { finishUsernameReset } from '../../account/profile/username.ts'
import { NewPassword, Username } from '../../account/words.ts'
import type { Ports } from '../../ports/ports.ts'
import type { Purpose } from '../../ports/schema.ts'
import { fields } from '../django-request.ts'
import { parse } from '../reading.ts'
import type { Html } from './layout.ts'
import { type Field, newPassword, newUsername } from './link-form.ts'
import { ONCE } from './page-voice.ts'

/** What a person can do with an email, in words, and the verb that does it. */
export type LinkPage = {
  purpose: Purpose
  path: string
  title: string
  lead: string
  field?: Field
  button: string
  done: { title: string; text: string }
  /** What to do when the link does not work, and where. */
  dead: string
  instead?: Html
  /** Does it, with what was typed. */
  finish: (ports: Ports, proof: Proof, typed: Record<string, string>) => Promise<void>
}

const forgot = html`<p class="also"><a href="/password/forgot">Ask for a new email</a></p>`

export const pages: LinkPage[] = [
  {
    purpose: 'reset',
    path: '/password/reset',
    title: 'Choose a new password',
    lead: 'It replaces the old one, and every device that is signed in gets signed out.',
    field: newPassword,
    button: 'Set password',
    done: { title: 'Your password is set', text: 'Sign in with it wherever you use your account.' },
    dead: ONCE,
    instead: forgot,
    finish: (ports, proof, typed) =>
      finishReset(ports, 'djoser', { ...proof, ...parse(fields({ new_password: NewPassword }), typed) }),
  },
  {
    purpose: 'username',
    path: '/username/reset',
    title: 'Choose a new username',
    lead: 'It replaces the old one. Your password stays as it is.',
    field: newUsername,
    button: 'Set username',
    done: { title: 'Your username is set', text: 'Sign in with it from now on.' },
    dead: `${ONCE} Ask for a new email where you asked for this one.`,
    finish: (ports, proof, typed) =>
      finishUsernameReset(ports, { ...proof, ...parse(fields({ new_username: Username }), typed) }),
  },
  {
    purpose: 'activation',
    path: '/activate',
    title: 'Activate your account',
    lead: 'One click, and it is ready to use.',
    button: 'Activate',
    done: { title: 'Your account is active', text: 'You can sign in now.' },
    dead: `${ONCE} If your account is active already, just sign in. If not, ask for a new email.`,
    finish: activate,
  },
  {
    purpose: 'email',
    path: '/email/confirm',
    title: 'Confirm your address',
    lead: 'Then we know that emails to it reach you.',
    button: 'Confirm',
    done: { title: 'Your address is confirmed', text: 'There is nothing else to do.' },
    dead: `${ONCE} If your address is confirmed already, there is nothing to do. If not, ask for a new email.`,
    finish: verifyEmail,
  },
  {
    purpose: 'recovery',
    path: '/not-me',
    title: 'This was not me',
    lead: 'Everybody who is signed in gets signed out, the password stops working, and this address becomes the account’s again. Then we send you an email to choose a new password.',
    button: 'Secure my account',
    done: {
      title: 'Your account is safe',
      text: 'Everybody is signed out. An email to choose a new password is on its way to you.',
    },
    dead: 'It works once, for seven days as a rule. Ask for a new password instead.',
    instead: forgot,
    finish: recoverAccount,
  },
]
