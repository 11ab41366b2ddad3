import { Hono } from 'hono/tiny'
import type { AppEnv } from '../dialect.ts'
import { publicEndpoint } from '../public-endpoint.ts'
import { offeredByEmailPage, offeredPage } from './offered-page.ts'
import { ONCE, pageVoice, sayOnPage } from './page-voice.ts'

/** Loaded when somebody signs in here: nobody else pays for it. */
const page = () => import('./sign-in-page.ts')
const emailPage = () => import('./sign-in-email-page.ts')

/** The page to sign in at, for front ends that send people here and get a code back. */
export const signInPages = new Hono<AppEnv>()
  .get(
    '/sign-in',
    publicEndpoint,
    offeredPage(async (c) => (await page()).showSignIn(c)),
  )
  .post(
    '/sign-in',
    publicEndpoint,
    offeredPage(async (c) => (await page()).signIn(c)),
  )
  .post(
    '/sign-in/code',
    publicEndpoint,
    offeredPage(async (c) => (await page()).enterCode(c)),
  )
  .get(
    '/sign-in/email',
    publicEndpoint,
    offeredByEmailPage(async (c) => (await emailPage()).showEmail(c)),
  )
  .post(
    '/sign-in/email',
    publicEndpoint,
    offeredByEmailPage(async (c) => (await emailPage()).followLink(c)),
  )
  .post(
    '/sign-in/email/ask',
    publicEndpoint,
    offeredByEmailPage(async (c) => (await emailPage()).askForEmail(c)),
  )
  .post(
    '/sign-in/email/code',
    publicEndpoint,
    offeredByEmailPage(async (c) => (await emailPage()).enterMailedCode(c)),
  )
signInPages.onError(
  sayOnPage({
    ...pageVoice({ dead: `${ONCE} Ask for a new one where you sign in.` }),
    // What is typed is answered with the form: here it is what the app asked for.
    invalid: ({ issues }) => [
      400,
      {
        title: 'You cannot sign in from there',
        text: `The app that sent you here asked for something that is not possible: ${issues.map(({ field }) => field).join(', ')}. Go back to it and try again.`,
      },
    ],
  }),
)
