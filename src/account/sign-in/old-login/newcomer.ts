import { isRefusedByIndex, Taken } from '../../../ports/database.ts'
import type { OldCredentials } from '../../../ports/old-login.ts'
import type { Account } from '../../../ports/schema.ts'
import { Unavailable } from '../../../ports/unavailable.ts'
import { preferredLanguage } from '../../emails/language.ts'
import { newEvent } from '../../events/event.ts'
import { givesIds, newObjectId } from '../../ids.ts'
import { fieldValues } from '../../imported/field-values.ts'
import { givenIds } from '../../imported/old-values.ts'
import { emailKey, usernameKeys } from '../../names/name-keys.ts'
import { madeValid, validEmail, validUsername, withSuffix } from '../../names/valid-names.ts'
import type { BringPorts } from '../../passwords/match-or-ask.ts'
import { hashPassword } from '../../passwords/password-hash.ts'
import { Refusal } from '../../refusal.ts'
import { type Identity, isMeant, whoseOf } from '../login.ts'
import { newAccount } from '../new-account.ts'
import { askOnce } from './ask-once.ts'
import { type OldPersonHere, readOldPerson } from './old-person.ts'

/** How many usernames with a number at their end are tried. */
const SUFFIXES = 9

/**
 * The new account of somebody who signs in here first, with the profile that the old back end has. Undefined if it does
 * not let them in, if they have come before (the account may have been renamed or deleted here since), or if they would
 * not find the account by what they typed. Throws Unavailable if it does not say.
 */
export async function bring(
  ports: BringPorts,
  who: Identity,
  asked: OldCredentials,
): Promise<Account | undefined> {
  const person = await askForPerson(ports, asked)
  const { config, oldLogin } = ports
  const source = config.oldLogin?.source ?? ''
  if (!person || !oldLogin || (await oldLogin.hasCome(source, person.oldId))) return undefined

  const account = await accountOf(ports, person, asked.password)
  if (!account || !isFoundBy(ports, account, who)) {
    console.error(JSON.stringify({ event: 'old login: the name is taken here', source }))
    return undefined
  }
  return store(ports, source, person, account)
}

/** The person, once the old back end has let them in. The session there is ended where that ends no other. */
async function askForPerson(ports: BringPorts, asked: OldCredentials): Promise<OldPersonHere | undefined> {
  const { oldLogin, later } = ports
  const signedIn = await askOnce(ports, asked)
  if (!signedIn || !oldLogin) return undefined
  const { token, said } = signedIn
  const profile = signedIn.profile ?? (await oldLogin.profile(token))
  later(oldLogin.end(token))
  const person = readOldPerson({ user_id: said.user_id, [asked.field]: asked.name, ...profile })
  if (!person) throw new Unavailable('old login, no id in the profile')
  return person
}

async function accountOf(
  ports: BringPorts,
  person: OldPersonHere,
  password: string,
): Promise<Account | undefined> {
  const { config, clock } = ports
  const names = await freeNames(ports, person)
  const ids = await freeIds(ports, person)
  const { username = ids.id, email } = names
  if (config.usernames ? names.username === undefined : email === '') return undefined
  const createdAt = Math.min(person.joined ?? clock.now(), clock.now())
  const { firstName, lastName } = person
  const { fields } = fieldValues(config, person.fields)
  const passwordHash = await hashPassword(ports, ids.id, password)
  const known = { id: ids.id, username, email, firstName, lastName, fields, passwordHash, createdAt }
  return {
    ...newAccount(known),
    ...ids,
    objectId: ids.objectId ?? newObjectId(ports, createdAt),
    language: preferredLanguage(ports),
    updatedAt: clock.now(),
  }
}

/** A username, with a number at its end if somebody has it, and the address unless somebody has it. */
async function freeNames({ accounts, config }: BringPorts, person: OldPersonHere) {
  const name = validUsername(person.username) ?? madeValid(person.username)
  const email = validEmail(person.email) ?? ''
  const numbered = Array.from({ length: SUFFIXES }, (_, at) => withSuffix(name, at + 2))
  const names = config.usernames ? [name, ...numbered] : []
  const found = await accounts.named({
    usernameKeys: names.flatMap((each) => usernameKeys(each)),
    emailKey: emailKey(email),
  })
  const keys = new Set(found.map(({ usernameKey }) => usernameKey))
  const hasAddress = email !== '' && found.some((other) => other.emailKey === emailKey(email))
  return {
    username: names.find((each) => usernameKeys(each).every((key) => !keys.has(key))),
    email: hasAddress ? '' : email,
  }
}

/** The ids of the old system, unless another account has one already. */
async function freeIds(ports: BringPorts, person: OldPersonHere) {
  const { config, random, accountIds, oldLogin } = ports
  const { id = random.uuid(), number, objectId } = givenIds(person)
  const taken = (await oldLogin?.findIds({ id, number, objectId })) ?? []
  const isFree = (name: 'id' | 'number' | 'objectId', value: unknown) =>
    !taken.some((other) => other[name] === value)
  const kept = isFree('number', number) ? number : null
  const isCounted = kept === null && givesIds(config, 'integer')
  const [given] = isCounted ? await accountIds.countUp(1) : []
  return {
    id: isFree('id', id) ? id : random.uuid(),
    number: given?.last ?? kept,
    objectId: isFree('objectId', objectId) ? objectId : null,
  }
}

/** Whether the account is the one that this name finds. */
function isFoundBy({ config }: BringPorts, account: Account, who: Identity): boolean {
  const whose = whoseOf(who, config)
  const isNamed = whose.usernameKeys?.includes(account.usernameKey) ?? false
  const isAddressed = account.emailKey !== null && whose.emailKey === account.emailKey
  return (isNamed || isAddressed) && isMeant(account, who)
}

/** Refuses as `busy` if another request was first: the next try finds the account. */
async function store(
  ports: BringPorts,
  source: string,
  person: OldPersonHere,
  account: Account,
): Promise<Account> {
  const { accounts, change, clock, fieldStore, keys, oldLogin } = ports
  const isStored = accounts.isNow(account.id, {})
  const fingerprint = await keys.tag('import', JSON.stringify([source, person.oldId]))
  const row = { source, oldId: person.oldId, accountId: account.id, fingerprint }
  const at = { importedAt: clock.now(), updatedAt: account.updatedAt }
  try {
    await change({
      set: accounts.insert(account),
      after: [
        ...(fieldStore?.claim(account) ?? []),
        ...(oldLogin ? [oldLogin.record({ ...row, ...at }, isStored)] : []),
        newEvent(ports, 'registered', account.id, { condition: isStored }),
      ],
      proof: isStored,
    })
    return account
  } catch (error) {
    const isOfField = error instanceof Taken && error.what === 'field'
    if (!isOfField) throw isRefusedByIndex(error) ? new Refusal('busy') : error
    return store(ports, source, person, { ...account, fields: withoutUnique(ports, account) })
  }
}

/** The fields that several people may share: a value of the others is somebody else's. */
const withoutUnique = ({ config }: BringPorts, { fields }: Account) =>
  Object.fromEntries(Object.entries(fields).filter(([name]) => !config.fields[name]?.unique))
