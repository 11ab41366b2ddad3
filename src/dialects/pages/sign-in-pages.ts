import { Hono } from 'hono/tiny'
import { publicEndpoint } from '../authorization.ts'
import type { AppEnv } from '../dialect.ts'
import { offeredByEmailPage, offeredPage } from './offered-page.ts'
import { ONCE, pageVoice, sayOnPage } from './page-voice.ts'
import { askForEmail, enterMailedCode, followLink, showEmail } from './sign-in-email-page.ts'
import { enterCode, showSignIn, signIn } from './sign-in-page.ts'
import { usePasskey } from './sign-in-passkey.ts'

/** The page to sign in at, for front ends that send people here and get a code back. */
export const signInPages = new Hono<AppEnv>()
  .get('/sign-in', publicEndpoint, offeredPage(showSignIn))
  .post('/sign-in', publicEndpoint, offeredPage(signIn))
  .post('/sign-in/code', publicEndpoint, offeredPage(enterCode))
  .post('/sign-in/passkey', publicEndpoint, offeredPage(usePasskey))
  .get('/sign-in/email', publicEndpoint, offeredByEmailPage(showEmail))
  .post('/sign-in/email', publicEndpoint, offeredByEmailPage(followLink))
  .post('/sign-in/email/ask', publicEndpoint, offeredByEmailPage(askForEmail))
  .post('/sign-in/email/code', publicEndpoint, offeredByEmailPage(enterMailedCode))
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
