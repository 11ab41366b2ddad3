import type { Context } from 'hono'
import { html } from 'hono/html'
import { Hono } from 'hono/tiny'
import { type Apis, type Config, isOn } from '../../ports/config.ts'
import { curlOf, firstStepsOf } from '../../ports/first-steps.ts'
import type { Readiness } from '../../ports/readiness.ts'
import { CORS_LINE, type Settings } from '../../ports/settings.ts'
import type { AppEnv } from '../dialect.ts'
import { indexAnswer } from './index-answer.ts'
import { sendPage } from './layout.ts'
import { type DocumentName, titles } from './titles.ts'

type Api = { clients: string; pathsOf: (apis: Apis) => string[] }

const slashed = (paths: readonly string[]) => paths.map((path) => `${path}/`)

/** By the name of the API document. */
const apis: Record<string, Api> = {
  profile: {
    clients: 'Django REST token auth with one profile per person',
    pathsOf: ({ profile }) => slashed(profile.at),
  },
  djoser: {
    clients: 'djoser, with tokens and simplejwt',
    pathsOf: ({ djoser }) => slashed(djoser.at),
  },
  users: {
    clients: 'A DRF user collection that returns a token',
    pathsOf: ({ users }) => slashed([...users.at, ...users.tokenAt]),
  },
  management: {
    clients: 'The same, with account deletion, password change and password reset by email',
    pathsOf: ({ management }) => slashed([...management.at, ...management.resetAt]),
  },
  express: {
    clients: 'An Express back end: response envelopes, cookies, picture uploads',
    pathsOf: ({ express }) => express.at.flatMap((path) => [`${path}/register`, `${path}/login`]),
  },
  account: {
    clients: 'A sixth API for what the others lack: see where you are signed in, and revoke sessions',
    pathsOf: () => ['/account/'],
  },
}

/** The page at `/`: what this server is, and where to go next. */
export const home = new Hono<AppEnv>().get('/', (c) => indexAnswer(c) ?? sendHome(c))

async function sendHome(c: Context<AppEnv>) {
  const { settings, config } = c.env
  const isDevelopment = settings.ENVIRONMENT === 'development'
  const problems = isDevelopment ? problemsIn(await c.env.check()) : []
  return sendPage(c, {
    title: 'One set of accounts behind five APIs',
    brand: settings.SITE_NAME,
    kind: 'home',
    styles: ['/pages/home.css'],
    content: html`<main>
<div class="intro">
<h1>One set of accounts behind five APIs</h1>
<p>This server manages user accounts. Each of its APIs works like a back end that clients already know. An account created at one API works at all of them.</p>
</div>
${problems.length > 0 && notReady(problems)}
<section aria-labelledby="apis">
<h2 id="apis">APIs</h2>
<ul class="card apis">${rowsOf(config)}</ul>
</section>
${isDevelopment && firstStepsFor(settings, config)}
${isDevelopment && frontEnds}
<section aria-labelledby="more">
<h2 id="more">Also on this server</h2>
<dl class="card more">
${entry('/docs', 'Documentation', 'Describes every API, and lets you try it.')}
${isDevelopment && entry('/dev/mailbox', 'Mailbox', 'All emails of this development server. They stay on this machine.')}
${entry('/healthz', 'Health', 'Whether the server is running.')}
${entry('/readyz', 'Readiness', 'Whether the server has everything that it needs, and what is missing.')}
${entry('/.well-known/jwks.json', 'Public keys', 'For checking the signatures of JWTs.')}
</dl>
</section>
</main>`,
  })
}

/** Why nobody can sign in, though this page is there. */
const problemsIn = ({ checks }: Readiness): string[] =>
  Object.entries(checks).flatMap(([name, problem]) =>
    problem === null ? [] : problem.includes(':') ? problem : `${name}: ${problem}`,
  )

const notReady = (problems: string[]) => html`<section aria-labelledby="problems">
<h2 id="problems">This server is not ready</h2>
<div class="card">
<p><code>npm run doctor</code> says how to mend it:</p>
<ul>${problems.map((problem) => html`<li>${problem}</li>`)}</ul>
</div>
</section>`

const frontEnds = html`
<section aria-labelledby="front-ends">
<h2 id="front-ends">Call it from your front end</h2>
<div class="card">
<p>Pages of any port on this machine may call this development server from a browser. In production name the origin of your front end in <code>wrangler.toml</code>, under <code>[vars]</code>:</p>
<pre tabindex="0" aria-label="Setting">${CORS_LINE}</pre>
<p>The typed client is the folder <code>client</code> of the repository. Type <code>npm run client</code> there, and <code>npm install ../gatehouse/client</code> in your project. The <a href="/docs">documentation</a> shows its calls.</p>
</div>
</section>`

const rowsOf = (config: Config) =>
  Object.entries(apis)
    .filter(([key]) => isOn(config, key))
    .map(([key, api]) => row(key, api, config))

const row = (key: string, { clients, pathsOf }: Api, { apis }: Config) => html`
<li>
<a href="/docs?api=${key}">${titles[key as DocumentName].name}</a>
<p>${clients}</p>
<p class="bases">${pathsOf(apis).map((base) => html`<code>${base}</code> `)}</p>
</li>`

const entry = (address: string, name: string, text: string) => html`
<div>
<dt><a href="${address}">${name}</a></dt>
<dd>${text} <code>${address}</code></dd>
</div>`

/** Nothing where no API that is on takes JSON for it. */
function firstStepsFor({ PUBLIC_URL }: Settings, config: Config) {
  const { register, signIn } = firstStepsOf(config)
  if (!register || !signIn) return ''
  return html`
<section aria-labelledby="first">
<h2 id="first">Create an account</h2>
<div class="card">
<p>Paste this into a terminal. The first command creates an account, and the second signs in.</p>
<pre tabindex="0" aria-label="Commands">${curlOf(PUBLIC_URL, register, 2)}

${curlOf(PUBLIC_URL, signIn, 2)}</pre>
</div>
</section>`
}
