import { html } from 'hono/html'
import type { PasswordPolicy } from '../../account/passwords/password-policy.ts'
import type { Html } from './layout.ts'

/** A field of a form. */
export type Field = {
  name: string
  label: string
  hint?: string
  /** The other attributes of the input. */
  input: Html
  /** What was typed is not shown again. */
  secret?: boolean
  /** May be left empty. */
  optional?: boolean
  /** One of these, by their values. */
  options?: readonly (readonly [value: string, text: string])[]
  /** Text of several lines. */
  isLong?: boolean
}

/** What was typed and what is wrong with it, by field name. */
export type Filled = { values: Record<string, string>; problems: Record<string, string[]> }

export const NOTHING_YET: Filled = { values: {}, problems: {} }

/** The field of a new password, which says what the policy asks for. */
export const newPassword = (policy: PasswordPolicy): Field => ({
  name: 'new_password',
  label: 'New password',
  hint: hintOf(policy),
  input: html`type="password" autocomplete="new-password"`,
  secret: true,
})

/** Digits alone are told of once they were typed: few people try them. */
function hintOf(policy: PasswordPolicy): string {
  const least = Math.max(0, ...policy.map((each) => (each.rule === 'length' ? each.least : 0)))
  const has = (rule: string) => policy.some((each) => each.rule === rule)
  const not = [
    ...(has('common') ? ['not a common password'] : []),
    ...(has('similar') ? ['not similar to your name'] : []),
  ].join(', and ')
  return [
    ...(least > 1 ? [`At least ${least} characters.`] : []),
    ...(not ? [`${not[0]?.toUpperCase()}${not.slice(1)}.`] : []),
  ].join(' ')
}

export const currentPassword: Field = {
  name: 'password',
  label: 'Password',
  input: html`type="password" autocomplete="current-password"`,
  secret: true,
}

/** Whom a reader signs in as. */
export const loginName: Field = {
  name: 'username',
  label: 'Username or email address',
  input: html`autocomplete="username webauthn" autocapitalize="none" spellcheck="false" maxlength="254"`,
}

export const appCode: Field = {
  name: 'code',
  label: 'The code in your app',
  input: html`class="code" autocomplete="one-time-code" inputmode="numeric" spellcheck="false" maxlength="20"`,
}

export const anyCode: Field = { ...appCode, label: 'A code from your app, or a recovery code' }

/** What a page says where the password is right and the code is not. */
export const CODE_SENTENCES = {
  code_needed: 'Enter the code from your app, too.',
  code_wrong: 'This code is wrong or was used already. Wait for the next one.',
}

export const newUsername: Field = {
  name: 'new_username',
  label: 'New username',
  hint: 'Letters, digits and @ . + - _',
  input: html`autocomplete="username" autocapitalize="none" spellcheck="false" maxlength="150"`,
}

export const address: Field = {
  name: 'email',
  label: 'Your email address',
  input: html`type="email" autocomplete="email" maxlength="254"`,
}

export const newEmail: Field = { ...address, name: 'new_email', label: 'New email address' }

/** What is typed instead of following the link: where the email was sent, and the code in it. */
export const codeFields: Field[] = [
  { ...address, label: 'The email address we wrote to' },
  {
    name: 'code',
    label: 'The code in the email',
    input: html`class="code" autocomplete="one-time-code" autocapitalize="characters" spellcheck="false" maxlength="20"`,
  },
]

export type Form = {
  to: string
  title: string
  lead: string
  /** The values of the link. They are sent in the body, so that they leave the URL. */
  hidden: Record<string, string>
  fields: Field[]
  button: string
  /** Above the fields. */
  top?: Html
  /** Above the button. */
  before?: Html | undefined
  /** Links below the form. */
  also?: Html
}

/** A form that needs no script. Each problem is shown below its field, and the first of these fields has the focus. */
export function linkForm(
  { to, title, lead, hidden, fields, button, top, before, also }: Form,
  filled: Filled,
): Html {
  const first = fields.find(({ name }) => filled.problems[name])
  const shown = new Set(fields.map(({ name }) => name))
  const others = Object.entries(filled.problems).flatMap(([name, texts]) => (shown.has(name) ? [] : texts))
  return html`<main>
<form class="card" method="post" action="${to}">
<h1>${title}</h1>
<p>${lead}</p>
${Object.entries(hidden).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">\n`)}
${others.length > 0 && html`<p class="problem" role="alert">${others.join(' ')}</p>`}
${top}
${fields.map((field) => inputOf(field, filled, field === first))}
${before}
<button type="submit">${button}</button>
${also}
</form>
</main>`
}

function inputOf(field: Field, { values, problems }: Filled, first: boolean) {
  const { name, label, hint, input, secret, optional } = field
  const wrong = problems[name]
  const described = [hint && `${name}-hint`, wrong && `${name}-problem`].filter(Boolean).join(' ')
  const value = secret ? undefined : values[name]
  return html`
<label for="${name}">${label}</label>
<div class="field">
${controlOf(
  field,
  html`id="${name}" name="${name}" ${input}${!optional && html` required`}${
    described !== '' && html` aria-describedby="${described}"`
  }${wrong && html` aria-invalid="true"`}${first && html` autofocus`}`,
  value,
)}
${secret && html`<button type="button" class="quiet" data-reveals="${name}" aria-pressed="false" aria-label="Show password" hidden>Show</button>`}
</div>
${hint && html`<p class="hint" id="${name}-hint">${hint}</p>`}
${wrong && html`<ul class="problem" id="${name}-problem">${wrong.map((text) => html`<li>${text}</li>`)}</ul>`}`
}

function controlOf({ options, isLong }: Field, attributes: Html, value = ''): Html {
  if (options)
    return html`<select ${attributes}>${options.map(
      ([each, text]) => html`<option value="${each}"${each === value && html` selected`}>${text}</option>`,
    )}</select>`
  if (isLong) return html`<textarea ${attributes} rows="4">\n${value}</textarea>`
  return html`<input ${attributes}${value !== '' && html` value="${value}"`}>`
}

type Outcome = { title: string; text: string; kind: 'done' | 'dead'; also?: Html | undefined }

/** The page that says how it ended. */
export const outcome = ({ title, text, kind, also }: Outcome): Html => html`<main>
<section class="card outcome ${kind}">
<h1>${title}</h1>
<p>${text}</p>
${also}
</section>
</main>`
