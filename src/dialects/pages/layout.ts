import type { Context } from 'hono'
import { html } from 'hono/html'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { Brand } from '../../ports/brand.ts'
import type { AppEnv } from '../dialect.ts'

export type Html = ReturnType<typeof html>

type Page = {
  title: string
  /** The name at the top of the page. */
  brand: string
  /** Text or links beside the name. */
  aside?: Html
  /** With a `main` in it. */
  content: Html
  /** URLs of files in `browser/`, or of files that the build copies from npm. */
  styles: string[]
  script?: string
  /** What stands below the page. */
  end?: Html | ''
  /** Whether the page shows a Turnstile challenge. */
  challenge?: boolean
  /** The origin to which a form of the page leads in the end. Browsers apply `form-action` to redirects too. */
  leadsTo?: string | undefined
  kind: 'docs' | 'mailbox' | 'link' | 'home' | 'console'
}

/** A page may only load from this origin and send to it. Nothing is inline. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "frame-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ')

const CHALLENGES = 'https://challenges.cloudflare.com'
const withChallenge = CONTENT_SECURITY_POLICY.replace(/(script-src|frame-src) 'self'/g, `$& ${CHALLENGES}`)

/** Sends a page. Its values are escaped by `html`. */
export function sendPage(
  c: Context<AppEnv>,
  page: Page,
  status: ContentfulStatusCode = 200,
): Response | Promise<Response> {
  const policy = page.challenge ? withChallenge : CONTENT_SECURITY_POLICY
  const { leadsTo } = page
  c.header(
    'Content-Security-Policy',
    leadsTo === undefined ? policy : policy.replace("form-action 'self'", `$& ${leadsTo}`),
  )
  // The URL of a page may hold the token of an email.
  c.header('Referrer-Policy', 'no-referrer')
  return c.html(layout(c, page), status)
}

function layout(c: Context<AppEnv>, page: Page) {
  const { title, brand, aside, content, end, styles, script, challenge, kind } = page
  // Documents and mailbox are of Gatehouse itself, and for developers.
  const { logo, accent } = kind === 'docs' || kind === 'mailbox' ? NO_BRAND : c.env.config.brand
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>${title} · ${brand}</title>
<link rel="icon" href="/pages/icon.svg" type="image/svg+xml">
${['/pages/base.css', ...(accent ? ['/pages/brand.css'] : []), ...styles].map((address) => html`<link rel="stylesheet" href="${address}">\n`)}
${challenge && html`<script async defer src="${CHALLENGES}/turnstile/v0/api.js"></script>`}
${script && html`<script type="module" src="${script}"></script>`}
</head>
<body class="${kind}">
<header>
<p class="brand">${logo ? html`<img class="logo" src="/pages/logo${logo.slice(-4)}" alt="">` : gate}<span>${brand}</span></p>
${aside}
</header>
<div class="page">
${content}
</div>
${end}
</body>
</html>
`
}

const NO_BRAND: Brand = {}

const gate = html`<svg class="logo" viewBox="3 3 18 18" aria-hidden="true"><path d="M3 3h4v3h3V3h4v3h3V3h4v18h-5v-5a4 4 0 0 0-8 0v5H3z"/></svg>`
