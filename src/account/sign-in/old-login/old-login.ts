import { fromBase64Url, toBase64Url, utf8 } from '../../../ports/bytes.ts'
import type { Config } from '../../../ports/config.ts'
import { type OldCredentials, type OldLogin, openOldLogin } from '../../../ports/old-login.ts'
import { withoutSeal } from '../../../ports/way-back.ts'
import { markOf, type OldLoginSupport } from '../../passwords/match-or-ask.ts'
import type { Identity } from '../login.ts'
import { askOnce } from './ask-once.ts'
import { bring } from './newcomer.ts'

/** How the old back end is asked. */
type Options = Pick<OldLogin, 'api'> & {
  /** When it ends, in ISO 8601: `2027-03-01` is the beginning of that day in UTC. */
  until: string
  /** The name that the import gives to the system. */
  source?: string
} & Partial<Pick<OldLogin, 'loginField' | 'newcomers' | 'profileAt' | 'authorization'>>

const support: OldLoginSupport = {
  async isRight(ports, mark, password) {
    const asked = credentialsIn(ports.config.oldLogin?.source ?? '', mark, password)
    const signedIn = asked && (await askOnce(ports, asked))
    if (!signedIn) return false
    if (ports.oldLogin) ports.later(ports.oldLogin.end(signedIn.token))
    return true
  },
  credentialsOf,
  bring,
}

/**
 * Asks the login of the old back end at `OLD_LOGIN_URL` about people whose passwords cannot be verified here, until a
 * day. `newcomers`: also about people who were not imported (docs/old-login.md).
 */
export const oldLogin = ({ until, source = 'site', ...options }: Options): OldLogin => ({
  loginField: options.api === 'express' ? 'either' : 'username',
  newcomers: false,
  profileAt: undefined,
  authorization: undefined,
  ...options,
  source,
  until: Date.parse(until),
  open: openOldLogin,
  support,
})

/** What is stored of somebody whose password only the old back end can verify: by what it finds them. */
export function oldLoginMark(
  { source, loginField }: Pick<OldLogin, 'source' | 'loginField'>,
  { username, email }: { username: string; email: string },
): string | undefined {
  const field = loginField === 'email' || (loginField === 'either' && username === '') ? 'email' : 'username'
  const name = (field === 'email' ? email : username).trim()
  return name === '' ? undefined : `${markOf(source)}${field},${toBase64Url(utf8(name))}`
}

function credentialsIn(source: string, mark: string, password: string): OldCredentials | undefined {
  const [field, name = ''] = withoutSeal(mark).slice(markOf(source).length).split(',')
  if (field !== 'username' && field !== 'email') return undefined
  return { field, name: new TextDecoder().decode(fromBase64Url(name)), password }
}

/** What the old login takes of what was typed. */
function credentialsOf(
  { config }: { config: Config },
  { username, email, identifier }: Identity,
  password: string,
): OldCredentials | undefined {
  const { loginField = 'username' } = config.oldLogin ?? {}
  // Where accounts have no usernames, every name is an address.
  const address =
    email ?? [identifier, config.usernames ? undefined : username].find((text) => isAddress(text))
  if (loginField === 'email') return address ? { field: 'email', name: address, password } : undefined
  if (loginField === 'either' && username === undefined && address !== undefined)
    return { field: 'email', name: address, password }
  const name = username ?? identifier
  return name === undefined ? undefined : { field: 'username', name, password }
}

const isAddress = (text: string | undefined) => text?.includes('@') === true
