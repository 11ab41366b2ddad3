import { html } from 'hono/html'
import { Hono } from 'hono/tiny'
import { type MasterKey, type SigningKey, viewKeys } from '../../account/staff/deployment.ts'
import type { AppEnv } from '../dialect.ts'
import type { Html } from '../pages/layout.ts'
import { dayOf, timeOf } from '../pages/time.ts'
import { numberOf } from './chart.ts'
import { atConsole } from './guard.ts'
import { mark, sendConsole } from './page.ts'

const KEYS = '/admin/keys'

/** Which keys there are, and what they still do. */
export const keyRoutes = new Hono<AppEnv>().get(KEYS, atConsole, async (c) => {
  const { signing, master, countedAt } = await viewKeys(c.env, c.var.me)
  return sendConsole(c, {
    title: 'Keys',
    section: KEYS,
    content: () => html`<h1>Keys</h1>
<p>Keys are made, rotated and deleted at a terminal: <code>npm run keys -- --remote</code>. Nothing secret is shown here.</p>
${tableOf('signing', 'Signing keys', signing, signingUse)}
${tableOf('master', 'Master keys', master, masterUse)}
<p class="hint">${countedAt === null ? 'The cron has not counted yet what is under each master key.' : html`What is under each master key was counted ${timeOf(countedAt)}.`}</p>`,
  })
})

const STATES = { current: 'good', next: 'plain', old: 'plain' } as const

function tableOf<Key extends SigningKey>(
  id: string,
  title: string,
  keys: readonly Key[],
  useOf: (key: Key) => Html | string,
): Html {
  return html`<section class="card" aria-labelledby="${id}">
<h2 id="${id}">${title}</h2>
<ul class="rows keys">
${keys.map(
  (key) => html`<li>
<span><code>${key.kid}</code> ${mark(STATES[key.state], key.state)}</span>
<span>${useOf(key)}</span>
<span class="when">${key.madeAt === null ? 'undated' : html`made ${dayOf(key.madeAt)}`}</span>
</li>
`,
)}</ul>
</section>
`
}

function signingUse({ state, endsAt, mayGo }: SigningKey): Html | string {
  if (state === 'current') return 'Signs JWTs.'
  if (state === 'next') return 'Is published, and signs after the next rotation.'
  if (mayGo) return 'Verifies nothing any more. It goes at the next rotation.'
  return endsAt === null
    ? 'Verifies what it signed. It does not say until when.'
    : html`Verifies what it signed, until ${timeOf(endsAt)}.`
}

function masterUse({ state, needed, mayGoAt, mayGo }: MasterKey): Html | string {
  const accounts = `${numberOf(needed)} ${needed === 1 ? 'account has' : 'accounts have'} a password or a second factor under it.`
  if (state === 'current') return `For new passwords, tokens and links. ${accounts}`
  if (state === 'next') return 'Is accepted, and in use after the next rotation.'
  if (mayGo) return 'No account needs it, and it may go.'
  return html`${accounts} ${
    mayGoAt === null
      ? 'It does not say since when it is old.'
      : html`It may go once none has, from ${timeOf(mayGoAt)} on: by then tokens and links of it have ended.`
  }`
}
