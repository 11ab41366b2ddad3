import { linkIn, logIn, type MailedEmail, PASSWORD, post, put, register, waitForEmail } from './api.ts'

/** Emails to people whom pictures may show, and so one file of tests alone. The first lies on top in the mailbox. */
export type Cast = Record<
  'signIn' | 'reset' | 'username' | 'recovery' | 'activation' | 'address',
  MailedEmail
>

/** Registers Ada and the others, and has an email of each kind sent to one of them. */
export const sendEmails = async (origin: string): Promise<Cast> => {
  const [barbara, grace, hedy] = [
    await register(origin, { username: 'barbara' }),
    await register(origin, { username: 'grace', api: 'djoser' }),
    await register(origin, { username: 'hedy' }),
  ]
  const radia = await register(origin, { username: 'radia' })
  const ada = await register(origin, { username: 'ada' })

  const token = await logIn(origin, 'profile', hedy)
  const change = { old_password: PASSWORD, new_password: 'Rt5-harbour-Cormorant' }
  await put(origin, '/api/change_password/', change, token)
  await post(origin, '/auth/users/reset_username/', { email: radia.email })
  const username = await waitForEmail(origin, radia.email, '/username/reset')
  await post(origin, '/account/login/email', { email: radia.email })
  const signIn = await waitForEmail(origin, radia.email, '/sign-in/email')
  await post(origin, '/auth/users/reset_password/', { email: ada.email })
  return {
    username,
    signIn,
    reset: await waitForEmail(origin, ada.email, '/password/reset'),
    recovery: await waitForEmail(origin, hedy.email, '/not-me'),
    activation: await waitForEmail(origin, grace.email, '/activate'),
    address: await waitForEmail(origin, barbara.email, '/email/confirm'),
  }
}

export const pathOf = (message: MailedEmail): string => {
  const { pathname, search } = linkIn(message)
  return pathname + search
}
