import type { Context } from 'hono'
import { html } from 'hono/html'
import { Hono } from 'hono/tiny'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { isBlankCode } from '../../account/one-time-tokens/code.ts'
import { Refusal } from '../../account/refusal.ts'
import { prove } from '../../account/second-factor/proof.ts'
import { formTokenOf } from '../../account/sessions/console-session.ts'
import { type AppEnv, hear } from '../dialect.ts'
import { CODE_SENTENCES, type Filled, linkForm, NOTHING_YET } from '../pages/link-form.ts'
import { sendLinkPage } from '../pages/send-link-page.ts'
import { readQuery } from '../reading.ts'
import { atConsole, placeOf, readOwnForm } from './guard.ts'

const PROVE = '/admin/prove'

/** Where staff prove themselves with their own second factor, and then go on to a page of the console. */
export const proofFor = (to: string) => `${PROVE}?${new URLSearchParams({ to })}`

const SENTENCES: Partial<Record<Refusal['reason'], string>> = {
  ...CODE_SENTENCES,
  no_factor: 'You have no second factor yourself. Set it up at /second-factor first.',
}

/** A proof with a code, as `POST /account/sudo` takes it. It counts for `SUDO_SECONDS`. */
export const proofRoutes = new Hono<AppEnv>()
  .get(PROVE, atConsole, (c) => sendProof(c, placeOf(readQuery(c).to), NOTHING_YET))
  .post(PROVE, atConsole, async (c) => {
    const { code = '', to } = await readOwnForm(c)
    if (isBlankCode(code)) return sendProof(c, placeOf(to), wrong('Enter the code.'), 400)
    try {
      await prove(c.env, c.var.me, { otp: code })
      return c.redirect(placeOf(to), 303)
    } catch (error) {
      const sentence = error instanceof Refusal && SENTENCES[error.reason]
      if (!sentence) throw error
      hear(c, error)
      return sendProof(c, placeOf(to), wrong(sentence), 400)
    }
  })

const wrong = (sentence: string): Filled => ({ values: {}, problems: { code: [sentence] } })

async function sendProof(c: Context<AppEnv>, to: string, filled: Filled, status: ContentfulStatusCode = 200) {
  const form = {
    to: PROVE,
    title: 'Confirm that it is you',
    lead: 'This needs a code of your own second factor.',
    hidden: { form: await formTokenOf(c.env, c.var.me), to },
    fields: [
      {
        name: 'code',
        label: 'Code from your app, or one of your recovery codes',
        input: html`class="code" autocomplete="one-time-code" spellcheck="false" maxlength="20"`,
      },
    ],
    button: 'Confirm',
    also: html`<p class="also"><a href="${to}">Cancel</a></p>`,
  }
  return sendLinkPage(c, form.title, linkForm(form, filled), { status })
}
