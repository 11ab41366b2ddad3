import type { Config } from '../ports/config.ts'
import { signInsOf } from '../ports/djoser-views.ts'
import type { Said, Voice } from './dialect.ts'
import { django } from './django-voice.ts'

/*
 * What a project's own DEFAULT_AUTHENTICATION_CLASSES say of an Authorization header that lets nobody in. A front end that
 * sends `Bearer null` to a project with JWTs alone looks for `token_not_valid`. Good credentials are let in all the same,
 * after any keyword (decision 6).
 */

const HEADER = ['not_signed_in', 'header_empty', 'header_spaces', 'header_characters'] as const
const TOKEN = ['token_invalid', 'token_inactive'] as const
const JWT = ['jwt_invalid', 'jwt_wrong_kind', 'jwt_ended', 'jwt_inactive', 'jwt_nobody'] as const

type Kind = (typeof HEADER | typeof TOKEN | typeof JWT)[number]
type Words = Pick<Voice, Kind>

const standard = django()

/** The challenge of simplejwt, whose first keyword it names. */
export const jwtChallenge = ({ apis }: Pick<Config, 'apis'>) => ({
  'WWW-Authenticate': `${apis.djoser.settings.AUTH_HEADER_TYPES[0]} realm="api"`,
})

/** What djoser's API accepts, in order, or undefined if a credential is known by its shape alone, as by default. */
function classesOf(djoser: Config['apis']['djoser']) {
  const { authentication } = djoser
  const { tokens, jwt } = signInsOf(djoser)
  if (authentication !== null || tokens === jwt) return authentication ?? undefined
  return tokens ? (['tokens'] as const) : (['jwt'] as const)
}

/** The words of djoser's API for a bad header. None where both kinds are accepted and nothing says in which order. */
export function headerWords(config: Config): Partial<Words> {
  const classes = classesOf(config.apis.djoser)
  if (classes === undefined) return {}
  const challenge = classes[0] === 'jwt' ? jwtChallenge(config) : { 'WWW-Authenticate': 'Token' }
  const keywords = classes.includes('jwt') ? config.apis.djoser.settings.AUTH_HEADER_TYPES : []

  const kindOf = (kind: Kind, [keyword = '', ...rest]: string[]): Kind | 'two_values' => {
    if (keywords.includes(keyword)) {
      if (rest.length !== 1) return 'two_values'
      return isOne(JWT, kind) ? kind : 'jwt_invalid'
    }
    if (!classes.includes('tokens') || !/^token$/i.test(keyword)) return 'not_signed_in'
    return isOne(JWT, kind) ? 'token_invalid' : kind
  }
  const sayOf =
    <K extends Kind>(kind: K) =>
    (heard: Parameters<Words[K]>[0], request: Request): Said => {
      const header = request.headers.get('authorization') ?? ''
      const said = kindOf(
        kind,
        header.split(/[ \t]+/).filter((part) => part !== ''),
      )
      if (said === 'two_values') return [401, TWO_VALUES, challenge]
      const [status, body] = standard[said](heard as never, request)
      return [status, body, challenge]
    }
  return Object.fromEntries([...HEADER, ...TOKEN, ...JWT].map((kind) => [kind, sayOf(kind)]))
}

const TWO_VALUES = {
  detail: 'Authorization header must contain two space-delimited values',
  code: 'bad_authorization_header',
}

const isOne = (kinds: readonly Kind[], kind: Kind) => kinds.includes(kind)
