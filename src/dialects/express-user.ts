import type { Context } from 'hono'
import type * as z from 'zod'
import { publicId } from '../account/ids.ts'
import { shownName } from '../account/names/username.ts'
import type { Account } from '../ports/schema.ts'
import type { AppEnv } from './dialect.ts'
import type { User } from './documents/express.ts'
import { timeOf } from './time-of.ts'

export function presentUser(c: Context<AppEnv>, account: Account): z.infer<typeof User> {
  const { email, firstName, lastName, createdAt, updatedAt } = account
  const username = shownName(account)
  const { names } = c.env.config.apis.express
  const fullName = `${firstName} ${lastName}`.trim()
  const address = (key: string | null) => (key ? `${c.env.settings.PUBLIC_URL}/media/${key}` : '')
  const [avatar, cover] = [address(account.avatar), address(account.cover)]
  return {
    _id: publicId(c.env.config.apis.express.ids, account),
    username,
    email,
    fullName,
    ...(names.username && { [names.username]: username }),
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
