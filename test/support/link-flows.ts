import type { AppEnv } from './gatehouse.ts'
import { addressIn, codeOf, linkOf } from './links.ts'
import { canLogIn, PASSWORD, type SignedUp, signUp } from './people.ts'
import { rowsOf } from './rows.ts'

export const NEXT = 'Rt5-harbour-Cormorant'

export const DEAD = { status: 410, title: 'This link no longer works' }

/** Where the email of each page comes from, and what its form is filled with. */
export type Flow = {
  path: string
  title: string
  ask: (ada: SignedUp) => Promise<unknown>
  form: () => Record<string, string>
  works: (ada: SignedUp) => Promise<unknown>
}

export const headingIn = (page: string) => /<h1>(.*)<\/h1>/.exec(page)?.[1]

/** What a page says: its status, its heading and where it sends the reader. */
export async function said(response: Response) {
  const location = response.headers.get('location')
  return { status: response.status, title: headingIn(await response.text()), ...(location && { location }) }
}

export const wentTo = (location: string) => ({ status: 303, title: undefined, location })

const accountOf = async ({ id }: SignedUp) => (await rowsOf('accounts')).find((row) => row.id === id)

/** The pages that emails lead to: each with what sends its email and fills its form. */
export function linkFlows(gatehouse: AppEnv) {
  const post = (path: string, json: object, at: AppEnv = gatehouse) =>
    at.request(path, { method: 'POST', json })

  const send = (path: string, form: Record<string, string>, at: AppEnv = gatehouse) =>
    at.request(path, { method: 'POST', body: new URLSearchParams(form) })

  /** The newest email to somebody that leads to a page. */
  const emailTo = async ({ email }: { email: string }, path: string) =>
    (await gatehouse.emails()).find((message) => message.to === email && addressIn(message).pathname === path)

  async function openWaiting(): Promise<SignedUp> {
    const username = `waiting${crypto.randomUUID().slice(0, 8)}`
    const who = { username, email: `${username}@example.com`, password: PASSWORD }
    const response = await post('/auth/users/', who)
    return { ...who, id: (await response.json<{ id: string }>()).id, token: '' }
  }

  const flows: [string, Flow][] = [
    [
      'a new password',
      {
        path: '/password/reset',
        title: 'Choose a new password',
        ask: ({ email }) => post('/auth/users/reset_password/', { email }),
        form: () => ({ new_password: NEXT }),
        works: (ada) => canLogIn(gatehouse, ada, NEXT),
      },
    ],
    [
      'a new password, by key',
      {
        path: '/password/reset',
        title: 'Choose a new password',
        ask: ({ email }) => post('/api/password_reset/', { email }),
        form: () => ({ new_password: NEXT }),
        works: (ada) => canLogIn(gatehouse, ada, NEXT),
      },
    ],
    [
      'a new username',
      {
        path: '/username/reset',
        title: 'Choose a new username',
        ask: ({ email }) => post('/auth/users/reset_username/', { email }),
        form: () => ({ new_username: `renamed-${crypto.randomUUID()}` }),
        works: async (ada) => String((await accountOf(ada))?.username).startsWith('renamed-'),
      },
    ],
    [
      'activation',
      {
        path: '/activate',
        title: 'Activate your account',
        ask: async () => {},
        form: () => ({}),
        works: async (ada) => (await accountOf(ada))?.is_active === 1,
      },
    ],
    [
      'a new address',
      {
        path: '/email/confirm',
        title: 'Confirm your email address',
        ask: async () => {},
        form: () => ({}),
        works: async (ada) => (await accountOf(ada))?.email_verified_at === gatehouse.clock.now(),
      },
    ],
    [
      '“this was not me”',
      {
        path: '/not-me',
        title: 'This was not me',
        ask: async ({ token }) => {
          const change = { old_password: PASSWORD, new_password: NEXT }
          await gatehouse.request('/api/change_password/', { method: 'PUT', json: change, token })
        },
        form: () => ({}),
        works: async (ada) => !(await canLogIn(gatehouse, ada, NEXT)),
      },
    ],
  ]

  async function begin({ path, ask, form }: Flow) {
    const ada = path === '/activate' ? await openWaiting() : await signUp(gatehouse)
    await ask(ada)
    const message = await emailTo(ada, path)
    return {
      ada,
      message,
      link: addressIn(message),
      code: codeOf(message),
      parts: linkOf(message),
      form: form(),
    }
  }

  return { send, emailTo, openWaiting, flows, begin }
}
