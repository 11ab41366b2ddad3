import type { Context } from 'hono'
import { html, raw } from 'hono/html'
import { type Config, isOn, jwtLoginFieldOf } from '../../ports/config.ts'
import { viewPathsOf } from '../../ports/djoser-views.ts'
import { CORS_LINE } from '../../ports/settings.ts'
import type { AppEnv } from '../dialect.ts'
import { sendPage } from './layout.ts'
import { type DocumentName, isDocument, titles } from './titles.ts'

/** The tabs in their order: the API, and who would use it. */
const tabs: Record<DocumentName, string> = {
  profile: 'Django REST token auth with a profile',
  djoser: 'djoser with simplejwt',
  users: 'A DRF user collection',
  management: 'The same, with password reset by email',
  express: 'An Express back end with uploads',
  account: 'Your sessions, email address and events',
}

/** Where one signs in if second factors are off, and with them `/account/login`; and what of an account goes there. */
function otherLoginOf({ apis }: Config) {
  const { profile, users, djoser, express } = apis
  const slashed = ([path]: readonly string[]) => path && `${path}/`
  const [at, field] =
    [
      [profile.at[0] && `${profile.at[0]}/login/`, profile.loginField] as const,
      [slashed(users.tokenAt), users.loginField] as const,
      [slashed(viewPathsOf(djoser, 'jwt/create')), jwtLoginFieldOf({ apis })] as const,
      [slashed(viewPathsOf(djoser, 'token/login')), djoser.loginField] as const,
      [express.at[0] && `${express.at[0]}/login`, express.loginField] as const,
    ].find(([path]) => path) ?? []
  return at && html` data-login="${at}" data-field="${field === 'email' ? 'email' : 'username'}"`
}

/** The page on which an API is described and can be tried. */
export async function sendDocs(c: Context<AppEnv>, wanted = '') {
  const { config, settings, assets } = c.env
  const shown = Object.entries(tabs).filter(([key]) => isOn(config, key))
  const api = isDocument(wanted, config) ? wanted : ((shown[0]?.[0] ?? 'account') as DocumentName)
  const { name, description } = titles[api]
  return sendPage(c, {
    title: `${name} API`,
    brand: 'Gatehouse',
    kind: 'docs',
    aside: html`<p class="claim">One set of accounts behind five APIs. Each works like a back end that clients already know.</p>
${settings.ENVIRONMENT === 'development' && html`<a href="/dev/mailbox">Mailbox</a>`}`,
    styles: ['/docs/swagger-ui.css', '/pages/docs.css', '/pages/reference.css'],
    script: '/pages/docs.js',
    content: html`<nav class="apis" aria-label="APIs">
${shown.map(
  ([key, audience]) =>
    html`<a href="/docs?api=${key}"${key === api && html` aria-current="page"`}><b>${titles[key as DocumentName].name}</b> <span>${audience}</span></a>\n`,
)}
</nav>
<section class="intro" aria-labelledby="api">
<h1 id="api">${name}</h1>
<p>${description} <a href="/docs/${api}.json">OpenAPI document</a></p>
${settings.ENVIRONMENT === 'development' && html`<p class="hint">Front ends on this machine may call this server from a browser. In production name theirs in wrangler.toml: <code>${CORS_LINE}</code></p>`}
</section>
<section id="session" class="card scripted" aria-label="Your session"${otherLoginOf(config)}></section>
<div id="pictures" aria-live="polite" hidden></div>
<div id="reference" data-document="/docs/${api}.json"><main>
<p class="waiting scripted">Loading …</p>
<noscript>
<p>With JavaScript this page lets you try what is below. The <a href="/docs/${api}.json">OpenAPI document</a> has every detail.</p>
${raw(await assets.readText(`/docs/${api}.list.txt`).catch(() => ''))}
</noscript>
</main></div>`,
  })
}
