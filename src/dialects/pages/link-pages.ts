import type { Context } from 'hono'
import { Hono } from 'hono/tiny'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import * as z from 'zod/mini'
import { type Proof, verifyLink } from '../../account/one-time-tokens/one-time-link.ts'
import { Email, Opaque } from '../../account/words.ts'
import { usernameFieldOf } from '../../ports/config.ts'
import { publicEndpoint } from '../authorization.ts'
import type { AppEnv } from '../dialect.ts'
import { fields } from '../django-request.ts'
import { parse, readQuery } from '../reading.ts'
import { codeFields, type Filled, linkForm, NOTHING_YET } from './link-form.ts'
import { type LinkPage, pages } from './link-page-list.ts'
import { pageVoice, sayOnPage } from './page-voice.ts'
import { onTheWay } from './return-link.ts'
import { sendLinkPage, sendOutcome } from './send-link-page.ts'
import { problemsOf, readTyped } from './typed.ts'

/*
 * The pages that links in emails lead to, unless the settings name other URLs. Reading a page changes nothing, because
 * mail scanners open links too; only sending its form does. Without the values of a link, a page asks for the code in
 * the email.
 */

/** After a failure it is not known whether the change was made. */
const UNKNOWN =
  'Please try again in a minute. If the page then says that the link no longer works, your first try worked.'

/** What to do on a page that no link has led to. */
const WITHOUT_LINK = 'Open the link in the email that we sent you, or enter the code from it here.'

/** Spaces around the values are dropped: some mail programs add them to a link. */
const LINK = fields({ uid: z.optional(Opaque), token: Opaque })

/** One app for each page, because a page has its own words for a link that does not work. */
export const linkPages = pages.map((page) => {
  const { path, purpose, dead, instead } = page
  const app: Hono<AppEnv> = new Hono()
  app.onError(sayOnPage(pageVoice({ dead, instead, later: UNKNOWN })))
  return app
    .get(path, publicEndpoint, async (c) => {
      const link = readLink(readQuery(c))
      if (!link.token) return sendForm(c, pageFor(c, page), { hidden: link })
      const { uid, token } = parse(LINK, link)
      const read = { ...(uid && { uid }), token }
      await verifyLink(c.env, purpose, read)
      return sendForm(c, pageFor(c, page), { hidden: read })
    })
    .post(path, publicEndpoint, async (c) => {
      const typed = await readTyped(c)
      try {
        await pageFor(c, page).finish(c.env, readProof(typed), typed)
        return c.redirect(onTheWay(c, `${path}/done`), 303)
      } catch (error) {
        return sendForm(c, pageFor(c, page), {
          hidden: readLink(typed),
          filled: problemsOf(c, error, typed),
          status: 400,
        })
      }
    })
    .get(`${path}/done`, (c) => sendOutcome(c, { ...pageFor(c, page).done, kind: 'done' }))
})

/** The page as the configuration has it. */
const pageFor = ({ env }: Context<AppEnv>, page: LinkPage): LinkPage =>
  usernameFieldOf(env.config) === 'username' ? page : { ...page, ...page.byEmail }

type Link = { uid?: string; token?: string }

/** The values of a link. Our own links call them `id` and `key`, those of djoser `uid` and `token`. */
function readLink(query: Record<string, string>): Link {
  const uid = query.uid ?? query.id
  const token = query.token ?? query.key
  return token ? { ...(uid && { uid }), token } : {}
}

const readProof = (typed: Record<string, string>): Proof =>
  typed.token ? parse(LINK, readLink(typed)) : parse(fields({ email: Email, code: Opaque }), typed)

type Answer = { hidden: Record<string, string>; filled?: Filled; status?: ContentfulStatusCode }

function sendForm(
  c: Context<AppEnv>,
  page: LinkPage,
  { hidden, filled = NOTHING_YET, status = 200 }: Answer,
) {
  const { path, title } = page
  const field = page.field?.(c.env)
  const byCode = hidden.token ? [] : codeFields
  // Where a field is filled in, the lead is about the field.
  const leads = hidden.token ? [page.lead] : field ? [page.lead, WITHOUT_LINK] : [WITHOUT_LINK, page.lead]
  const form = {
    ...page,
    lead: leads.join(' '),
    to: onTheWay(c, path),
    hidden,
    fields: [...byCode, ...(field ? [field] : [])],
  }
  return sendLinkPage(c, title, linkForm(form, filled), { status })
}
