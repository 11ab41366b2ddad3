import { linkIn, logIn, type MailedLetter, PASSWORD, post, put, register, waitForLetter } from './api.ts'

/** Letters to people whom pictures may show, and so one file of tests alone. The first lies on top in the mailbox. */
export type Cast = Record<'reset' | 'username' | 'alarm' | 'activation' | 'address', MailedLetter>

/** Registers Ada and the others, and has a letter of each kind sent to one of them. */
export const sendLetters = async (origin: string): Promise<Cast> => {
  const [barbara, grace, hedy] = [
    await register(origin, { username: 'barbara' }),
    await register(origin, { username: 'grace', door: 'djoser' }),
    await register(origin, { username: 'hedy' }),
  ]
  const radia = await register(origin, { username: 'radia' })
  const ada = await register(origin, { username: 'ada' })

  const token = await logIn(origin, 'profile', hedy)
  const change = { old_password: PASSWORD, new_password: 'Rt5-harbour-Cormorant' }
  await put(origin, '/api/change_password/', change, token)
  await post(origin, '/auth/users/reset_username/', { email: radia.email })
  const username = await waitForLetter(origin, radia.email, '/username/reset')
  await post(origin, '/auth/users/reset_password/', { email: ada.email })
  return {
    username,
    reset: await waitForLetter(origin, ada.email, '/password/reset'),
    alarm: await waitForLetter(origin, hedy.email, '/not-me'),
    activation: await waitForLetter(origin, grace.email, '/activate'),
    address: await waitForLetter(origin, barbara.email, '/email/confirm'),
  }
}

export const pathOf = (letter: MailedLetter): string => {
  const { pathname, search } = linkIn(letter)
  return pathname + search
}
