import type { Account } from '../../ports/schema.ts'
import { emailKey, usernameKey } from '../names/name-keys.ts'

type Known = Pick<
  Account,
  'id' | 'username' | 'email' | 'firstName' | 'lastName' | 'passwordHash' | 'createdAt'
> &
  Partial<Pick<Account, 'fields'>>

/** An account as it begins, from what is known of its owner: active, with nothing proved and no pictures. */
export const newAccount = (known: Known): Account => ({
  fields: {},
  ...known,
  usernameKey: usernameKey(known.username),
  emailKey: emailKey(known.email),
  emailVerifiedAt: null,
  pendingEmail: null,
  isActive: true,
  isStaff: false,
  awaitsActivation: false,
  sessionVersion: 0,
  linkVersion: 0,
  avatar: null,
  cover: null,
  updatedAt: known.createdAt,
  number: null,
  objectId: null,
  language: null,
  lastLoginAt: null,
  firstLoginAt: null,
})
