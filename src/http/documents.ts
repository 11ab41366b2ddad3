import { accountOperations } from '../dialects/documents/account.ts'
import { problems } from '../dialects/documents/account-refusals.ts'
import type { Api } from '../dialects/documents/api.ts'
import { drf } from '../dialects/documents/django-refusals.ts'
import { djoserOperations } from '../dialects/documents/djoser.ts'
import { documentOf } from '../dialects/documents/document.ts'
import { expressOperations } from '../dialects/documents/express.ts'
import { envelopes } from '../dialects/documents/express-refusals.ts'
import { managementOperations } from '../dialects/documents/management.ts'
import { operationListOf } from '../dialects/documents/operation-list.ts'
import { profileOperations } from '../dialects/documents/profile.ts'
import { usersOperations } from '../dialects/documents/users.ts'
import { secondNames } from '../dialects/express-names.ts'
import { titles } from '../dialects/pages/titles.ts'
import { type ApiName, type Config, isOn } from '../ports/config.ts'
import { mountsOf } from './mounts.ts'

/**
 * What the build (cli/build/built-files.ts) makes the API documents from, by the name in their URL: of each API
 * that is on.
 */
export function documentsOf(config: Config): Record<string, Api> {
  const mounts = mountsOf(config)
  const mountsAs = (...apis: string[]) => mounts.filter(({ api }) => apis.includes(api))
  const documents: Record<ApiName | 'account', Api> = {
    profile: {
      ...titles.profile,
      client: 'profile',
      ...drf,
      ids: config.apis.profile.ids,
      operations: profileOperations(config),
      mounts: mountsAs('profile'),
    },
    djoser: {
      ...titles.djoser,
      client: 'djoser',
      ...drf,
      ids: config.apis.djoser.ids,
      operations: djoserOperations(config),
      mounts: mountsAs('djoser'),
    },
    users: {
      ...titles.users,
      client: 'users',
      ...drf,
      ids: config.apis.users.ids,
      operations: usersOperations(config),
      mounts: mountsAs('users'),
    },
    management: {
      ...titles.management,
      client: 'management',
      ...drf,
      ids: config.apis.users.ids,
      operations: managementOperations(config),
      mounts: mountsAs('users', 'management'),
    },
    express: {
      ...titles.express,
      client: 'express',
      ...envelopes,
      ids: config.apis.express.ids,
      operations: expressOperations(config),
      mounts: mountsAs('express'),
      secondNames,
    },
    account: {
      ...titles.account,
      // Every client has what it has of the account API.
      client: 'djoser',
      ...problems,
      ids: 'uuid',
      operations: accountOperations,
      mounts: mountsAs('account'),
    },
  }
  return Object.fromEntries(Object.entries(documents).filter(([name]) => isOn(config, name)))
}

/**
 * The files of each document, by name: its JSON, whose server is `/`, the origin that the file is read from, and the list
 * of its operations for readers without scripts.
 */
export const writtenDocuments = (config: Config): Record<string, string> =>
  Object.fromEntries(
    Object.entries(documentsOf(config)).flatMap(([name, api]) => [
      [`${name}.json`, JSON.stringify(documentOf(api, '/'))],
      [`${name}.list.txt`, operationListOf(api)],
    ]),
  )
