import { type Statement, Taken } from '../../ports/database.ts'
import type { Ports } from '../../ports/ports.ts'
import type { Account, FieldValues } from '../../ports/schema.ts'
import { confirmationOf } from '../emails/confirmation.ts'
import { activationEmail, verificationEmail } from '../emails/emails.ts'
import { preferredLanguage } from '../emails/language.ts'
import { type EventPorts, newEvent } from '../events/event.ts'
import { newObjectId } from '../ids.ts'
import { type AdmitPorts, admitRegistration, rememberClient } from '../limits/login-throttle.ts'
import { emailKey } from '../names/name-keys.ts'
import { refuseHeldName, takenRefusal } from '../names/taken.ts'
import { type LinkPorts, NO_EMAIL, newLink } from '../one-time-tokens/one-time-link.ts'
import { hashPassword } from '../passwords/password-hash.ts'
import { type PasswordPolicy, refuseWeakPassword } from '../passwords/password-policy.ts'
import { type SentPictures, settlePictures, storePictures, withdrawPictures } from '../pictures/picture.ts'
import { Refusal, refuseDifferent } from '../refusal.ts'
import { newTokenSession } from '../sessions/session.ts'
import { newAccount } from './new-account.ts'

type PreparePorts = AdmitPorts &
  Pick<Ports, 'accounts' | 'commonPasswords' | 'fieldStore' | 'pictures' | 'random' | 'trace'>
type StorePorts = LinkPorts &
  EventPorts &
  Pick<Ports, 'accounts' | 'change' | 'fieldStore' | 'pictures' | 'sessions' | 'throttle' | 'trace'>
type RegisterPorts = PreparePorts & StorePorts

/** The input of a registration. `username` does not count where accounts have none. */
export type RegistrationInput = SentPictures & {
  username?: string | undefined
  password: string
  rePassword?: string | undefined
  email?: string | undefined
  firstName?: string | undefined
  lastName?: string | undefined
  /** The user fields by name. */
  fields?: FieldValues | undefined
}

/** What is stored of an account in the same batch, once it is there. */
type Also = (account: Account) => Statement[]

/**
 * Registers an account: one hash, and two D1 round trips when it succeeds. `also` is done with it or not at all. Refuses
 * as `invalid` or for a picture.
 */
export async function register(
  ports: RegisterPorts,
  policy: PasswordPolicy,
  input: RegistrationInput,
  also: Also = () => [],
): Promise<Account> {
  const account = await prepare(ports, policy, input)
  return store(ports, account, also(account))
}

/** Registers an account and opens a session in the same round trip; returns its token. */
export async function registerWithToken(
  ports: RegisterPorts,
  policy: PasswordPolicy,
  input: RegistrationInput,
) {
  const account = await prepare(ports, policy, input)
  const { token, session } = await newTokenSession(ports, account)
  return { account: await store(ports, account, [ports.sessions.insert(session)], session.id), token }
}

/**
 * Registers an account as djoser does: it has to be activated with an emailed link first, if the settings say so.
 * Otherwise it is confirmed by email, if the configuration says so.
 */
export async function registerForActivation(
  ports: RegisterPorts,
  policy: PasswordPolicy,
  input: RegistrationInput,
): Promise<Account> {
  if (!ports.settings.SEND_ACTIVATION_EMAIL) return registerConfirmed(ports, policy, input)
  if (!input.email) throw Refusal.of('email', 'missing')
  return store(ports, { ...(await prepare(ports, policy, input)), isActive: false, awaitsActivation: true })
}

async function registerConfirmed(
  ports: RegisterPorts,
  policy: PasswordPolicy,
  input: RegistrationInput,
): Promise<Account> {
  const account = await prepare(ports, policy, input)
  const jobs = await confirmationOf(ports, account)
  const stored = await store(ports, account, ports.outbox.insert(jobs, ports.accounts.isNow(account.id, {})))
  ports.outbox.dispatch(jobs)
  return stored
}

async function prepare(
  ports: PreparePorts,
  policy: PasswordPolicy,
  input: RegistrationInput,
): Promise<Account> {
  const { password, email = '', firstName = '', lastName = '', fields = {} } = input
  const username = chosenName(ports, input)
  const person = { username, firstName, lastName, email }
  await refuseWeakPassword(ports, policy, { field: 'password', password }, person)
  refuseDifferent('password', password, input.rePassword)

  const number = await admitRegistration(ports)
  const id = ports.random.uuid()
  if (username !== '') await refuseHeldName(ports, { id, username, emailKey: emailKey(email), fields })
  const createdAt = ports.clock.now()
  const passwordHash = await hashPassword(ports, id, password)
  const known = { id, username: username || id, email, firstName, lastName, fields, passwordHash, createdAt }
  const account = {
    ...newAccount(known),
    number,
    objectId: newObjectId(ports, createdAt),
    language: preferredLanguage(ports),
  }
  return { ...account, ...(await storePictures(ports, account, input)) }
}

/** The username, or '' where accounts have none: they need an email address then. Refuses as `invalid` (missing). */
function chosenName({ config }: Pick<Ports, 'config'>, input: RegistrationInput): string {
  const needed = config.usernames ? 'username' : 'email'
  const sent = input[needed]
  if (!sent) throw Refusal.of(needed, 'missing')
  return config.usernames ? sent : ''
}

/** The pictures were stored before this row. They are deleted if the row cannot be stored. */
async function store(
  ports: StorePorts,
  account: Account,
  also: Statement[] = [],
  sessionId: string | null = null,
): Promise<Account> {
  const welcome = await welcomeOf(ports, account)
  const { accounts, change, outbox, trace } = ports
  const { id } = account
  const isStored = accounts.isNow(id, {})
  const remembered = await rememberClient(ports, id, isStored)
  try {
    await change({
      set: accounts.insert(account),
      after: [
        ...(ports.fieldStore?.claim(account) ?? []),
        newEvent(ports, 'registered', id, { sessionId }),
        ...also,
        ...remembered,
        ...welcome.statements,
        ...settlePictures(ports, id, account),
      ],
      proof: isStored,
    })
    trace.account = id
    outbox.dispatch(welcome.jobs)
    return account
  } catch (error) {
    // After any other error the row may have been stored, and a picture that is shown must exist.
    if (!(error instanceof Taken)) throw error
    await withdrawPictures(ports, account)
    throw await takenRefusal(ports, error, account)
  }
}

/** The first email to a new account: to activate it or, if the settings say so, to verify its address. */
async function welcomeOf(ports: LinkPorts, account: Account) {
  if (account.awaitsActivation)
    return newLink(ports, 'activation', account, { write: activationEmail, isFirst: true })
  if (account.email === '' || !ports.settings.SEND_VERIFICATION_EMAIL) return NO_EMAIL
  return newLink(ports, 'email', account, { write: verificationEmail, isFirst: true })
}
