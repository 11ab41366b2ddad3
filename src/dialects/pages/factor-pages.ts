import { Hono } from 'hono/tiny'
import { publicEndpoint } from '../authorization.ts'
import type { AppEnv } from '../dialect.ts'
import { act, showPage } from './factor-page.ts'
import { offeredPage } from './offered-page.ts'
import { pageVoice, sayOnPage } from './page-voice.ts'

/** The pages to turn a second factor on, to look after it, and to turn it off. They have a session of their own. */
export const factorPages = new Hono<AppEnv>()
  .get('/second-factor', publicEndpoint, offeredPage(showPage))
  .post(
    '/second-factor/:action{sign-in|begin|confirm|prove|codes|remove|distrust|approval|sign-out|passkey|passkey-add|passkey-remove|require|return|codes\\.txt}',
    publicEndpoint,
    offeredPage(act),
  )
factorPages.onError(sayOnPage(pageVoice()))
