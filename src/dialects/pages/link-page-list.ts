import { html } from 'hono/html'
import { recoverAccount } from '../../account/links/account-recovery.ts'
import { activate } from '../../account/links/activation.ts'
import { verifyEmail } from '../../account/links/email-verification.ts'
import type { Proof } from '../../account/one-time-tokens/one-time-link.ts'
import { policyOf } from '../../account/passwords/password-policy.ts'
import { finishReset } from '../../account/passwords/password-reset.ts'
import { finishUsernameReset } from '../../account/profile/username.ts'
import { approveSignIn, refuseSignIn } from '../../account/second-factor/approval.ts'
import { Email, NewPassword, Username } from '../../account/words.ts'
import { type Config, usernameFieldOf } from '../../ports/config.ts'
import type { Ports } from '../../ports/ports.ts'
import type { Purpose } from '../../ports/schema.ts'
import { fields } from '../django-request.ts'
import { parse } from '../reading.ts'
import type { Html } from './layout.ts'
import { type Field, newEmail, newPassword, newUsername } from './link-form.ts'
import { ONCE } from './page-voice.ts'

/** One page that emails lead to: its texts, and the verb that its form calls. */
export type LinkPage = {
  purpose: Purpose
  path: string
  title: string
  lead: string
  field?: (ports: Pick<Ports, 'settings' | 'config'>) => Field
  button: string
  done: { title: string; text: string }
  /** Below the button. */
  also?: Html
  /** What to do when the link does not work, and a link to where. */
  dead: string
  instead?: Html
  /** Calls the verb with what was typed. */
  finish: (ports: Ports, proof: Proof, typed: Record<string, string>) => Promise<void>
  /** What is different where an email address is reset in place of a username. */
  byEmail?: Partial<LinkPage>
}

const forgot = html`<p class="also"><a href="/password/forgot">Ask for a new email</a></p>`

function aboutName(name: string, field: Field) {
  return {
    title: `Choose a new ${name}`,
    lead: `It replaces your old ${name}. Your password stays the same.`,
    field: () => field,
    button: `Set ${name}`,
    done: { title: `Your ${name} is set`, text: `You can now sign in with your new ${name}.` },
  }
}

const resetName = (config: Config) =>
  usernameFieldOf(config) === 'username' ? fields({ new_username: Username }) : fields({ new_email: Email })

export const pages: LinkPage[] = [
  {
    purpose: 'reset',
    path: '/password/reset',
    title: 'Choose a new password',
    lead: 'It replaces your old password and signs you out on all devices.',
    field: (ports) => newPassword(policyOf(ports, 'djoser')),
    button: 'Set password',
    done: { title: 'Your password is set', text: 'You can now sign in with your new password.' },
    dead: ONCE,
    instead: forgot,
    finish: (ports, proof, typed) =>
      finishReset(ports, policyOf(ports, 'djoser'), {
        ...proof,
        ...parse(fields({ new_password: NewPassword }), typed),
      }),
  },
  {
    purpose: 'username',
    path: '/username/reset',
    ...aboutName('username', newUsername),
    dead: `${ONCE} You can ask for a new email where you asked for this one.`,
    finish: (ports, proof, typed) =>
      finishUsernameReset(ports, { ...proof, ...parse(resetName(ports.config), typed) }),
    byEmail: {
      ...aboutName('email address', newEmail),
      done: {
        title: 'Your email address is set',
        text: 'If we send you an email there, follow its link first. Then sign in with it.',
      },
    },
  },
  {
    purpose: 'activation',
    path: '/activate',
    title: 'Activate your account',
    lead: 'Click the button, and your account is ready to use.',
    button: 'Activate',
    done: { title: 'Your account is active', text: 'You can sign in now.' },
    dead: `${ONCE} If your account is already active, sign in. If not, ask for a new email.`,
    finish: activate,
  },
  {
    purpose: 'email',
    path: '/email/confirm',
    title: 'Confirm your email address',
    lead: 'Then we know that our emails reach you.',
    button: 'Confirm',
    done: { title: 'Your email address is confirmed', text: 'There is nothing else to do.' },
    dead: `${ONCE} If your email address is already confirmed, there is nothing to do. If not, ask for a new email.`,
    finish: verifyEmail,
  },
  {
    purpose: 'recovery',
    path: '/not-me',
    title: 'This was not me',
    lead: 'This signs out all devices and disables the password. The account gets back the email address that this link was sent to, and we send you an email there to choose a new password.',
    button: 'Secure my account',
    done: {
      title: 'Your account is safe',
      text: 'All devices are signed out. We are sending you an email to choose a new password.',
    },
    dead: 'A link like this works once, and usually for seven days. Ask for a new password instead.',
    instead: forgot,
    finish: recoverAccount,
  },
  {
    purpose: 'approve',
    path: '/approve',
    title: 'Approve a sign-in',
    lead: 'Somebody entered your password, and no code. If it was you, approve it and sign in again on that device within ten minutes. If it was not you, say so: this signs out all devices and disables the password.',
    button: 'Approve',
    also: html`<p class="also"><button type="submit" class="second" name="answer" value="refuse">This was not me</button></p>`,
    done: {
      title: 'Thank you',
      text: 'If you approved it, sign in again on that device. If it was not you, the password is disabled, and we are sending you an email to choose a new one.',
    },
    dead: `${ONCE} Sign in again to get a new one.`,
    finish: (ports, proof, typed) =>
      typed.answer === 'refuse' ? refuseSignIn(ports, proof) : approveSignIn(ports, proof),
  },
]
