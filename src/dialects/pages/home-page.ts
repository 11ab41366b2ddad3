import type { Context } from 'hono'
import { html } from 'hono/html'
import { Hono } from 'hono/tiny'
import type { Settings } from '../../ports/settings.ts'
import type { AppEnv } from '../dialect.ts'
import { sendPage } from './layout.ts'

type Api = { name: string; clients: string; bases: string[] }

/** By the names of their documents. */
const apis: Record<string, Api> = {
  profile: {
    name: 'Profile',
    clients: 'Django REST token auth with one profile a person',
    bases: ['/api/'],
  },
  djoser: {
    name: 'djoser',
    clients: 'djoser, with tokens and simplejwt',
    bases: ['/auth/'],
  },
  users: {
    name: 'Users',
    clients: 'A DRF collection of users that hands out a token',
    bases: ['/api/v1/users/', '/api-token-auth/'],
  },
  management: {
    name: 'Management',
    clients: 'The same with deletion, change of password and reset by mail',
    bases: ['/api/v1/users/', '/api/password_reset/'],
  },
  express: {
    name: 'Express',
    clients: 'An Express back end: enveloped answers, cookies, pictures as files',
    bases: ['/api/v1/users/register', '/api/v1/users/login'],
  },
  account: {
    name: 'Account',
    clients: 'The sixth, for what none of them has: where you are signed in, and how to end it',
    bases: ['/account/'],
  },
}

/** The page at `/`: what this server is, and where to go next. */
export const home = new Hono<AppEnv>().get('/', (c) => sendHome(c))

function sendHome(c: Context<AppEnv>) {
  const { settings } = c.env
  const isDevelopment = settings.ENVIRONMENT === 'development'
  return sendPage(c, {
    title: 'One set of accounts behind five APIs',
    brand: settings.SITE_NAME,
    kind: 'home',
    styles: ['/pages/home.css'],
    content: html`<main>
<div class="intro">
<h1>One set of accounts behind five APIs</h1>
<p>A user-management API runs here. Each API answers as a back end that clients already know, and an account made at one of them signs in at all of them.</p>
</div>
<section aria-labelledby="apis">
<h2 id="apis">APIs</h2>
<ul class="card apis">${Object.entries(apis).map(row)}</ul>
</section>
${isDevelopment && firstStepsFor(settings)}
<section aria-labelledby="more">
<h2 id="more">What else is here</h2>
<dl class="card places">
${entry('/docs', 'Documents', 'Every API described, and a page to try it on.')}
${isDevelopment && entry('/dev/mailbox', 'Mailbox', 'Every email of this development server. None of them leaves the machine.')}
${entry('/healthz', 'Health', 'Says that the API runs.')}
${entry('/readyz', 'Readiness', 'Says whether all that it needs is there, and what is missing.')}
${entry('/.well-known/jwks.json', 'Public keys', 'What the signatures of JWTs are checked with.')}
</dl>
</section>
</main>`,
  })
}

const row = ([key, { name, clients, bases }]: [string, Api]) => html`
<li>
<a href="/docs?api=${key}">${name}</a>
<p>${clients}</p>
<p class="bases">${bases.map((base) => html`<code>${base}</code> `)}</p>
</li>`

const entry = (address: string, name: string, text: string) => html`
<div>
<dt><a href="${address}">${name}</a></dt>
<dd>${text} <code>${address}</code></dd>
</div>`

const firstStepsFor = ({ PUBLIC_URL }: Settings) => html`
<section aria-labelledby="first">
<h2 id="first">Open an account</h2>
<div class="card">
<p>Paste this into a terminal: the first command opens an account at one API, the second signs in at another.</p>
<pre tabindex="0" aria-label="Commands">curl ${PUBLIC_URL}/auth/users/ -H 'content-type: application/json' \\
  -d '{"username": "ada", "password": "Vq7-mountain-Kestrel", "email": "ada@example.com"}'

curl ${PUBLIC_URL}/api-token-auth/ -H 'content-type: application/json' \\
  -d '{"username": "ada", "password": "Vq7-mountain-Kestrel"}'</pre>
</div>
</section>`
