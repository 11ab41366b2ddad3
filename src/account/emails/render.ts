import type { Brand } from '../../ports/brand.ts'
import type { EmailText } from '../../ports/email-templates.ts'
import { escapeHtml } from '../escape-html.ts'

/** `address` is the URL of an email's link, `extra` a line below it. */
export type LinkParts = {
  address: string
  extra?: string | undefined
  /** None in an email without a one-time link. */
  codeLine?: string | undefined
  code?: string | undefined
}

/** The parts of an email. */
type Parts = EmailText & LinkParts & { language: string; site: string; footer: string; brand: Brand }

/** The email as plain text. */
export const renderText = ({ before, address, extra, codeLine, code, after, footer, brand }: Parts): string =>
  `${[...before, address, extra, code && `${codeLine} ${code}`, ...after, `-- \n${footer}`, brand.support]
    .filter((part) => part !== undefined)
    .join('\n\n')}\n`

/**
 * The email as an HTML document. It is readable without images, without its style sheet, and in dark mode. All values
 * are escaped.
 */
export const renderHtml = (parts: Parts): string => `<!doctype html>
<html lang="${escapeHtml(parts.language)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${escapeHtml(parts.subject)}</title>
<style>
:root { color-scheme: light dark; supported-color-schemes: light dark; }
@media (prefers-color-scheme: dark) {
.paper { background: #14171a !important; }
.card { background: #1b1f23 !important; border-color: #2d3339 !important; }
.ink { color: #e7e5e0 !important; }
.muted { color: #9aa3ab !important; }
.button { background: ${accentOf(parts).dark} !important; color: #0c1a18 !important; }
.code { background: #101316 !important; color: #e7e5e0 !important; }
}
</style>
</head>
<body class="paper" style="margin:0;padding:0;background:#f7f6f3">
<table role="presentation" class="paper" width="100%" cellpadding="0" cellspacing="0" style="background:#f7f6f3">
<tr><td align="center" style="padding:32px 16px">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="max-width:520px">
<tr><td class="ink" style="padding:0 4px 12px;${FONT};font-size:15px;font-weight:600;color:#1c2024">${escapeHtml(parts.site)}</td></tr>
<tr><td class="card" style="padding:28px;background:#ffffff;border:1px solid #e2dfd8;border-radius:12px">
<h1 class="ink" style="margin:0 0 16px;${FONT};font-size:20px;line-height:1.3;color:#1c2024">${escapeHtml(parts.heading)}</h1>
${parts.before.map(paragraph).join('\n')}
<p style="margin:24px 0"><a class="button" href="${escapeHtml(parts.address)}" style="display:inline-block;padding:12px 20px;background:${accentOf(parts).light};border-radius:8px;${FONT};font-size:16px;font-weight:600;color:#ffffff;text-decoration:none">${escapeHtml(parts.link)}</a></p>
${parts.extra === undefined ? '' : paragraph(parts.extra)}
${codeOf(parts)}
${parts.after.map(paragraph).join('\n')}
</td></tr>
<tr><td class="muted" style="padding:16px 4px 0;${FONT};font-size:13px;line-height:1.5;color:#5d646c">${escapeHtml(parts.footer)}${supportOf(parts)}</td></tr>
</table>
</td></tr>
</table>
</body>
</html>
`

const accentOf = ({ brand }: Parts) => brand.accent ?? { light: '#0f6b62', dark: '#5fc9ba' }

const supportOf = ({ brand: { support } }: Parts): string =>
  support === undefined
    ? ''
    : `<br><a class="muted" href="mailto:${escapeHtml(support)}" style="color:#5d646c">${escapeHtml(support)}</a>`

const codeOf = ({ codeLine = '', code }: Parts): string =>
  code === undefined
    ? ''
    : `${paragraph(codeLine)}
<p class="code" style="margin:0 0 16px;padding:12px;background:#f1efea;border-radius:8px;font-family:ui-monospace,Menlo,Consolas,monospace;font-size:20px;letter-spacing:3px;text-align:center;color:#1c2024">${escapeHtml(code)}</p>`

const FONT = 'font-family:system-ui,-apple-system,Segoe UI,Roboto,Helvetica,Arial,sans-serif'

const paragraph = (text: string) =>
  `<p class="ink" style="margin:0 0 16px;${FONT};font-size:16px;line-height:1.55;color:#1c2024;overflow-wrap:anywhere">${escapeHtml(text)}</p>`
