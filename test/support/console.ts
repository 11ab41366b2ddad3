import type { AppEnv } from './gatehouse.ts'
import { PASSWORD, type SignedUp } from './people.ts'

/** What a browser sends with a form of this site. */
export const SAME_ORIGIN = { 'sec-fetch-site': 'same-origin', origin: 'http://localhost:8787' }

/** What a page of the console was answered with. */
export type Shown = { status: number; heading: string | undefined; location: string | null; text: string }

const shownBy = async (response: Response): Promise<Shown> => {
  const text = await response.text()
  return {
    status: response.status,
    heading: /<h1[^>]*>(.*?)<\/h1>/.exec(text)?.[1],
    location: response.headers.get('location'),
    text,
  }
}

/** A browser at the console: it keeps the cookie, and sends the token of the form that it saw last. */
export function openConsole(gatehouse: AppEnv) {
  let cookie = ''
  let form = ''
  const note = (response: Response) => {
    const [set] = response.headers.getSetCookie()
    if (set !== undefined) cookie = /max-age=0/i.test(set) ? '' : (set.split(';')[0] ?? '')
    return response
  }
  const headers = () => ({ ...(cookie && { cookie }) })
  const get = async (path: string): Promise<Shown> => {
    const shown = await shownBy(note(await gatehouse.request(path, { headers: headers() })))
    form = /name="form" value="([^"]*)"/.exec(shown.text)?.[1] ?? form
    return shown
  }
  const post = async (
    path: string,
    fields: Record<string, string> = {},
    more: Record<string, string> = SAME_ORIGIN,
  ): Promise<Shown> => {
    const body = new URLSearchParams({ form, ...fields })
    return shownBy(
      note(await gatehouse.request(path, { method: 'POST', body, headers: { ...headers(), ...more } })),
    )
  }
  return {
    get,
    post,
    cookie: () => cookie,
    form: () => form,
    take(other: string): void {
      cookie = other
    },
    /** Signs in, and reads a page, so that the browser has a form. */
    async signIn(
      { username }: Pick<SignedUp, 'username'>,
      password = PASSWORD,
      code?: string,
    ): Promise<Shown> {
      const shown = await post('/admin/sign-in', { login: username, password, ...(code && { code }) })
      if (shown.status === 303) await get('/admin/people')
      return shown
    },
  }
}
