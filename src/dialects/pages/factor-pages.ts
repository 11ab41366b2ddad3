import type { Context } from 'hono'
import { Hono } from 'hono/tiny'
import { isOffered } from '../../account/second-factor/policy.ts'
import type { AppEnv } from '../dialect.ts'
import { publicEndpoint } from '../public-endpoint.ts'
import { act, showPage } from './factor-page.ts'
import { pageVoice, sayOnPage } from './page-voice.ts'

/** Where the settings turn second factors off, these pages do not exist. */
const offered =
  (answer: (c: Context<AppEnv>) => Promise<Response>) => (c: Context<AppEnv>, next: () => Promise<void>) =>
    isOffered(c.env) ? answer(c) : next()

/** The pages to turn a second factor on, to look after it, and to turn it off. They have a session of their own. */
export const factorPages = new Hono<AppEnv>()
  .get('/second-factor', publicEndpoint, offered(showPage))
  .post(
    '/second-factor/:action{sign-in|begin|confirm|prove|codes|remove|distrust|approval|sign-out|codes\\.txt}',
    publicEndpoint,
    offered(act),
  )
factorPages.onError(sayOnPage(pageVoice()))
