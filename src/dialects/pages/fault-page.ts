import type { Context } from 'hono'
import { html } from 'hono/html'
import { Misconfigured } from '../../ports/misconfigured.ts'
import { innermost } from '../../ports/unavailable.ts'
import { type AppEnv, hear } from '../dialect.ts'
import { HttpError } from '../http-error.ts'
import { type Html, sendPage } from './layout.ts'
import { outcome } from './link-form.ts'
import { type PageAnswer, pageAnswer, pageVoice } from './page-voice.ts'

const voice = pageVoice()

const NOWHERE: PageAnswer = [404, { title: 'There is no page here', text: 'The address may be mistyped.' }]

/** What a browser gets where there is nothing, and where something went wrong. No setting is needed for it. */
export async function sendFault(c: Context<AppEnv>, error: unknown): Promise<Response> {
  const isLost = error instanceof HttpError && error.kind === 'no_such_address'
  const [status, sentence, headers = {}] = isLost ? NOWHERE : pageAnswer(voice, hear(c, error), c.req.raw)
  const fault = isLost ? undefined : innermost(error)
  const shown =
    fault instanceof Misconfigured
      ? { title: 'A setting has to be mended', ...aboutSettings(c, fault.message) }
      : sentence
  for (const [name, value] of Object.entries(headers)) c.header(name, value)
  return sendPage(
    c,
    {
      title: shown.title,
      brand: 'Gatehouse',
      kind: 'link',
      styles: ['/pages/link.css'],
      content: outcome({ ...shown, kind: 'dead' }),
    },
    status,
  )
}

/** In development what `npm run doctor` says; the people of a deployment are told where its operator finds it. */
function aboutSettings({ env }: Context<AppEnv>, message: string): { text: string; also?: Html } {
  if (!env.isDevelopment)
    return {
      text: 'The server lacks something that it needs. Its operator finds in the log and at /readyz what it is.',
    }
  return {
    text: 'npm run doctor says:',
    also: html`<ul>${message.split('; ').map((sentence) => html`<li>${sentence}</li>`)}</ul>`,
  }
}
