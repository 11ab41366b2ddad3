import type { Context } from 'hono'
import type * as z from 'zod/mini'
import { publicId } from '../account/ids.ts'
import { shownName } from '../account/names/shown-name.ts'
import type { Config } from '../ports/config.ts'
import type { Account, FieldValues } from '../ports/schema.ts'
import type { Answer } from '../ports/user-field.ts'
import type { AppEnv } from './dialect.ts'
import type { User } from './documents/express.ts'
import { presenter } from './person.ts'
import { timeOf } from './time-of.ts'

type PresentUser = (
  c: Context<AppEnv>,
  account: Account,
  answer?: Answer,
) => z.infer<typeof User> & FieldValues

/** How an account is shown, with the user fields of the configuration. */
export function userPresenter(config: Config): PresentUser {
  const present = presenter(config, 'express', ['username', 'email'])
  return (c, account, answer) => ({
    _id: publicId(config.apis.express.ids, account),
    ...present(account, answer),
    ...shownOf(c, account, config.apis.express.names),
  })
}

function shownOf(c: Context<AppEnv>, account: Account, names: Config['apis']['express']['names']) {
  const { firstName, lastName, createdAt, updatedAt } = account
  const address = (key: string | null) => (key ? `${c.env.settings.PUBLIC_URL}/media/${key}` : '')
  const [avatar, cover] = [address(account.avatar), address(account.cover)]
  const fullName = `${firstName} ${lastName}`.trim()
  return {
    fullName,
    ...(names.username && { [names.username]: shownName(account) }),
    ...(names.fullName && { [names.fullName]: fullName }),
    Avatar: avatar,
    avatar,
    CoverImg: cover,
    coverImage: cover,
    createdAt: timeOf(createdAt),
    updatedAt: timeOf(updatedAt),
  }
}

/** The first word is the first name, the rest the last name. */
export function splitName(fullName: string | undefined) {
  if (fullName === undefined) return {}
  const [firstName = '', ...rest] = fullName.split(/\s+/)
  return { firstName, lastName: rest.join(' ') }
}
