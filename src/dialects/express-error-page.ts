import { escapeHtml } from '../account/escape-html.ts'
import type { Refusal } from '../account/refusal.ts'
import { prefersPage } from './client-kind.ts'
import type { Said, Voice } from './dialect.ts'
import type { HttpError } from './http-error.ts'

/*
 * The page that Express sends for an error that no middleware handles (finalhandler). Some clients read the message
 * between `<pre>Error: ` and `<br>`, where the original goes on with a stack trace.
 */

type Word = (error: Refusal & HttpError, request: Request) => Said

const HEADERS = { 'Content-Type': 'text/html; charset=utf-8', Vary: 'Accept' }

/** The voice with a page instead of the envelope, for who prefers one or (`always`) for everybody. */
export const withErrorPages = (voice: Voice, always: boolean): Voice =>
  Object.fromEntries(
    Object.entries(voice).map(([reason, word]) => [
      reason,
      (error: Refusal & HttpError, request: Request): Said => {
        const [status, body, headers] = (word as Word)(error, request)
        const vary = { ...headers, Vary: 'Accept' }
        if (!always && !prefersPage(request)) return [status, body, vary]
        const { message } = body as { message: string }
        const text = reason === 'no_such_address' || reason === 'not_allowed' ? cannot(request) : message
        return [status, pageOf(text, text === message), { ...headers, ...HEADERS }]
      },
    ]),
  ) as Voice

const cannot = ({ method, url }: Request) => `Cannot ${method} ${new URL(url).pathname}`

const pageOf = (text: string, isError: boolean) => `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Error</title>
</head>
<body>
<pre>${isError ? `Error: ${escapeHtml(text)}<br>` : escapeHtml(text)}</pre>
</body>
</html>
`
