import { callerOf } from './caller.ts'
import type { AppEnv } from './gatehouse.ts'
import { linkOf } from './links.ts'
import { PASSWORD, type SignedUp } from './people.ts'

let users = 0

/** Registrations at djoser that wait for activation. */
export function activationsAt(gatehouse: AppEnv) {
  const { post } = callerOf(gatehouse)

  /** Somebody who waits for activation, and the link that was mailed. */
  async function register() {
    users += 1
    const username = `waiting${users}`
    const email = `${username}@example.com`
    const answer = await post('/auth/users/', { username, email, password: PASSWORD })
    const person: SignedUp = {
      id: (answer.body as { id: string }).id,
      username,
      email,
      password: PASSWORD,
      token: '',
    }
    const [message] = await gatehouse.emails()
    return { answer, person, message, link: linkOf(message) }
  }

  const activate = (json: unknown) => post('/auth/users/activation/', json)

  return { register, activate }
}
