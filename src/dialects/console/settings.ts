import { html } from 'hono/html'
import { Hono } from 'hono/tiny'
import { viewSettings } from '../../account/staff/deployment.ts'
import type { SettingFacts, SettingSource } from '../../ports/setting-facts.ts'
import type { AppEnv } from '../dialect.ts'
import { atConsole } from './guard.ts'
import { mark, sendConsole } from './page.ts'

const SETTINGS = '/admin/settings'

const SOURCES: Record<SettingSource, string> = {
  configuration: 'gatehouse.config.ts',
  environment: 'environment',
  default: 'default',
}

/** What is set, and where. It is changed in files, which are deployed. */
export const settingRoutes = new Hono<AppEnv>().get(SETTINGS, atConsole, (c) => {
  const { settings, secrets } = viewSettings(c.env, c.var.me)
  const own = settings.filter(isOwn)
  return sendConsole(c, {
    title: 'Settings',
    section: SETTINGS,
    content: () => html`<h1>Settings</h1>
<p>Settings are changed in <code>wrangler.toml</code> and <code>gatehouse.config.ts</code>, and deployed. The environment is <code>wrangler.toml</code>, a vars file or the dashboard of Cloudflare.</p>
${tableOf('own', 'Other than the default', own, true)}
${tableOf(
  'rest',
  'As the default',
  settings.filter((each) => !isOwn(each)),
)}
<section class="card" aria-labelledby="secrets">
<h2 id="secrets">Secrets</h2>
<ul class="rows">
${secrets.map(({ name, isSet }) => html`<li><span><code>${name}</code></span> <span>${mark(isSet ? 'good' : 'plain', isSet ? 'set' : 'not set')}</span></li>\n`)}
</ul>
</section>`,
  })
})

const isOwn = ({ value, standard }: SettingFacts) => value !== standard

const tableOf = (
  id: string,
  title: string,
  settings: SettingFacts[],
  withDefault = false,
) => html`<section class="card" aria-labelledby="${id}">
<h2 id="${id}">${title}</h2>
${
  settings.length === 0
    ? html`<p class="none">None.</p>`
    : html`<div class="wide tall" tabindex="0" role="region" aria-label="Table: ${title}">
<table>
<thead><tr><th scope="col">Setting</th> <th scope="col">Value</th>${withDefault && html` <th scope="col">Default</th>`} <th scope="col">From</th></tr></thead>
<tbody>
${settings.map(
  ({
    name,
    value,
    standard,
    from,
  }) => html`<tr><th scope="row"><code>${name}</code></th> <td>${shown(value)}</td>${withDefault && html` <td class="none">${standard === null ? 'has to be set' : shown(standard)}</td>`} <td>${SOURCES[from]}</td></tr>
`,
)}</tbody>
</table>
</div>`
}
</section>
`

const shown = (text: string) => (text === '' ? html`<span class="none">empty</span>` : text)
