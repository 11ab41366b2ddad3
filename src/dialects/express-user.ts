import type { Context } from 'hono'
import * as z from 'zod'
import type { Account } from '../ports/schema.ts'
import type { House } from './dialect.ts'
import { AccountId, EmailText, Time, UsernameText } from './examples.ts'

const picture = z.string().meta({
  description: 'The address of the picture, or nothing.',
  examples: ['https://accounts.example.com/media/9h3TkVnZ0pJ6uQ2mX8rLc5sYb1wAe7dGfK4oNiPzUqE'],
})
/** An account as the Express back end shows it, with both spellings of its pictures (decision 24). */
export const User = z
  .object({
    _id: AccountId,
    username: UsernameText,
    email: EmailText,
    fullName: z.string().meta({ examples: ['Ada Lovelace'] }),
    Avatar: picture,
    avatar: picture,
    CoverImg: picture,
    coverImage: picture,
    createdAt: Time,
    updatedAt: Time,
  })
  .meta({ id: 'User' })

export function presentUser(c: Context<House>, account: Account): z.infer<typeof User> {
  const { id, username, email, firstName, lastName, createdAt, updatedAt } = account
  const address = (key: string | null) => (key ? `${c.env.settings.PUBLIC_URL}/media/${key}` : '')
  const [avatar, cover] = [address(account.avatar), address(account.cover)]
  return {
    _id: id,
    username,
    email,
    fullName: `${firstName} ${lastName}`.trim(),
    Avatar: avatar,
    avatar,
    CoverImg: cover,
    coverImage: cover,
    createdAt: new Date(createdAt).toISOString(),
    updatedAt: new Date(updatedAt).toISOString(),
  }
}

/** The first word is the first name, the rest the last name. */
export function splitName(fullName: string | undefined) {
  if (fullName === undefined) return {}
  const [firstName = '', ...rest] = fullName.split(/\s+/)
  return { firstName, lastName: rest.join(' ') }
}
