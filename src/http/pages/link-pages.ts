import { type Context, Hono } from 'hono'
import { html } from 'hono/html'
import type { House } from '../../dialects/dialect.ts'
import { type Html, sendPage } from './layout.ts'

/*
 * Where a link in a letter leads to, unless the settings name another place. The secret stands after the `#`, so it is
 * in no request and no log until the form is sent. Reading a page changes nothing: mail scanners open links too.
 */

type LinkPage = {
  title: string
  lead: string
  /** The door that the form is sent to, with the `uid` and `token` of the link. */
  to: string
  /** The same for a link that holds a key alone, and the name that its door has for the field. */
  keyTo?: string
  keyField?: string
  field?: Html
  button: string
  done: { title: string; text: string }
  /** What to do when the link does not work. */
  dead: string
}

const DEAD = 'It works once, for a limited time, and until a newer letter is sent. Ask for a new letter.'

const password = html`
<label for="value">New password</label>
<div class="field">
<input id="value" name="new_password" type="password" autocomplete="new-password" required aria-describedby="hint problem">
<button type="button" class="quiet" id="reveal" aria-controls="value" aria-pressed="false" aria-label="Show password">Show</button>
</div>
<p class="hint" id="hint">At least 8 characters, and not a common password or one like your name.</p>`

const username = html`
<label for="value">New username</label>
<div class="field">
<input id="value" name="new_username" autocomplete="username" autocapitalize="none" spellcheck="false" maxlength="150" required aria-describedby="hint problem">
</div>
<p class="hint" id="hint">Letters, digits and @ . + - _</p>`

export const linkPages = new Hono<House>()
  .get('/password/reset', (c) =>
    send(c, {
      title: 'Choose a new password',
      lead: 'It replaces the old one, and every device that is signed in gets signed out.',
      to: '/auth/users/reset_password_confirm/',
      keyTo: '/api/password_reset/confirm/',
      keyField: 'password',
      field: password,
      button: 'Set password',
      done: { title: 'Your password is set', text: 'Sign in with it wherever you use your account.' },
      dead: DEAD,
    }),
  )
  .get('/username/reset', (c) =>
    send(c, {
      title: 'Choose a new username',
      lead: 'It replaces the old one. Your password stays as it is.',
      to: '/auth/users/reset_username_confirm/',
      field: username,
      button: 'Set username',
      done: { title: 'Your username is set', text: 'Sign in with it from now on.' },
      dead: DEAD,
    }),
  )
  .get('/activate', (c) =>
    send(c, {
      title: 'Activate your account',
      lead: 'One click, and it is ready to use.',
      to: '/auth/users/activation/',
      button: 'Activate',
      done: { title: 'Your account is active', text: 'You can sign in now.' },
      dead: 'It works once and for a limited time. If your account is active already, just sign in. If not, ask for a new letter.',
    }),
  )

function send(c: Context<House>, { title, lead, to, keyTo, keyField, field, button, done, dead }: LinkPage) {
  return sendPage(c, {
    title,
    brand: c.env.settings.SITE_NAME,
    kind: 'letter',
    styles: ['/pages/link.css'],
    script: '/pages/link.js',
    content: html`<main>
<form class="card" id="form" data-to="${to}"${keyTo && html` data-key-to="${keyTo}" data-key-field="${keyField}"`}>
<h1>${title}</h1>
<p>${lead}</p>
${field}
<p class="problem" id="problem" role="alert"></p>
<button type="submit" disabled>${button}</button>
<noscript><p class="problem">This page needs JavaScript.</p></noscript>
</form>
${outcome('done', done.title, done.text)}
${outcome('dead', 'This link no longer works', dead)}
${outcome('missing', 'Open the link from your letter', 'This page needs what stands in that link, and forgets it when it is reloaded.')}
</main>`,
  })
}

const outcome = (id: string, title: string, text: string) => html`
<section class="card outcome" id="${id}" hidden>
<h1 tabindex="-1">${title}</h1>
<p>${text}</p>
</section>`
