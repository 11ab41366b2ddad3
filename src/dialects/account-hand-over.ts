import { described } from '../account/shapes.ts'
import { exchangeCode } from '../account/sign-in/hand-over.ts'
import { Opaque } from '../account/words.ts'
import { tellSignedIn } from './account-login.ts'
import { accountVoice } from './account-voice.ts'
import { publicEndpoint } from './authorization.ts'
import { refuseOtherSites } from './cookies.ts'
import { dialect } from './dialect.ts'
import { body, fields } from './django-request.ts'
import { offered } from './offered.ts'

const HandedOver = fields({
  code: described(Opaque, { description: 'What `/sign-in` sent to your page in the query.' }),
  code_verifier: described(Opaque, {
    description: 'The text whose SHA-256 is the `code_challenge` (RFC 7636).',
    examples: ['dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk'],
  }),
})

/** What a front end does with the code of the sign-in page. */
export const accountHandOver = dialect(accountVoice).post(
  '/login/exchange',
  offered,
  publicEndpoint,
  body(HandedOver),
  async (c) => {
    // It may be for the cookies of the Express API.
    refuseOtherSites(c)
    const { code, codeVerifier } = c.req.valid('json')
    return tellSignedIn(c, await exchangeCode(c.env, code, codeVerifier))
  },
)
