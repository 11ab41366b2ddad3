import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { describe, expect, inject, it } from 'vitest'
import { projectRoot } from '../../src/cli/project-root.ts'
import { type Person, register, waitForEmail } from './support/api.ts'
import { complaintsOf, openPage } from './support/browser.ts'
import { headingOf, press } from './support/forms.ts'
import { serveFrontEnd } from './support/front-end.ts'
import { followButton, openEmail } from './support/mailbox.ts'

/* A front end on another origin, with the sample of docs/hosted-sign-in.md, sends people to the sign-in page. */

const origin = inject('origin')
const frontEnd = inject('frontEnd')

const [, sample = ''] =
  /```js\n([\s\S]*?)```/.exec(readFileSync(join(projectRoot, 'docs/hosted-sign-in.md'), 'utf8')) ?? []
const script = sample
  .replace('https://accounts.example.com', origin)
  .replace('https://app.example.com', frontEnd)

const HTML = `<!doctype html><html lang="en"><title>App</title><link rel="icon" href="data:,"><main><h1>App</h1>
${['token', 'jwt', 'express'].map((as) => `<button id="${as}">${as}</button>`).join('')}<output></output></main>
<script type="module">
import { beginSignIn, finishSignIn } from '/sign-in.js'
for (const button of document.querySelectorAll('button')) button.onclick = () => beginSignIn(button.id)
if (location.pathname === '/signed-in')
  document.querySelector('output').textContent = JSON.stringify((await finishSignIn()) ?? null)
</script></html>`

const requests = serveFrontEnd(frontEnd, { html: () => HTML, script: () => script })

/** Goes to the sign-in page from the front end, and listens to every URL. */
async function begin(as: string) {
  const page = await openPage()
  const urls: string[] = []
  page.context().on('request', (request) => urls.push(`${request.url()} ${request.headers().referer ?? ''}`))
  await page.goto(frontEnd)
  await page.locator(`#${as}`).click()
  await page.waitForURL(`${origin}/sign-in?**`)
  return { page, urls }
}

async function enterPassword(page: Page, { username, password }: Person) {
  await page.getByLabel('Username or email address').fill(username)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await press(page, 'Sign in')
}

/** What the front end was told, once the reader is back. */
async function toldTo(page: Page): Promise<Record<string, string>> {
  const output = page.locator('output:not(:empty)')
  await output.waitFor()
  return JSON.parse((await output.textContent()) ?? '')
}

const me = (path: string, headers: Record<string, string>) => fetch(origin + path, { headers })

describe('a front end of another origin', () => {
  it('gets a djoser token from the sign-in page, and no URL or Referer has it (PKY-15)', async () => {
    const person = await register(origin)
    const { page, urls } = await begin('token')
    expect(await headingOf(page)).toBe('Sign in')
    await enterPassword(page, { ...person, password: 'wrong' })
    expect(await page.getByRole('alert').textContent()).toBe('Wrong username or password.')
    await enterPassword(page, person)
    const told = await toldTo(page)
    expect(told).toMatchObject({ as: 'token', level: 1, account: { username: person.username } })
    const token = told.token ?? ''
    const answer = await me('/auth/users/me/', { authorization: `Token ${token}` })
    expect(await answer.json()).toMatchObject({ username: person.username })

    expect(page.url()).toBe(`${frontEnd}/signed-in`)
    const back = requests.filter(({ url }) => url?.startsWith('/signed-in'))
    expect(back.map(({ headers }) => headers.referer)).toEqual([undefined])
    const [, code = ''] = /code=([^&]+)/.exec(back[0]?.url ?? '') ?? []
    // A page tells its own server where it is, and nobody else.
    const others = urls.filter((each) => each.includes(code) && !each.startsWith(`${frontEnd}/sign-in.js `))
    expect(others).toEqual([`${frontEnd}${back[0]?.url} `])
    for (const secret of [token, person.password, 'code_verifier'])
      expect(urls.filter((url) => url.includes(secret))).toEqual([])
    expect(complaintsOf(page)).toEqual([])
  })

  it('gets the pair of the Express API, with its cookies', async () => {
    const person = await register(origin)
    const { page } = await begin('express')
    await enterPassword(page, person)
    const { access } = await toldTo(page)
    const answer = await me('/api/v1/users/getUser', { authorization: `Bearer ${access}` })
    expect(answer.status).toBe(200)
    const status = await page.evaluate(
      async (url) => (await fetch(url, { credentials: 'include' })).status,
      `${origin}/api/v1/users/getUser`,
    )
    expect([status, complaintsOf(page)]).toEqual([200, []])
  })

  it('is told when the reader cancels', async () => {
    const { page } = await begin('jwt')
    await page.getByRole('link', { name: 'Cancel' }).click()
    expect(await toldTo(page)).toBeNull()
  })

  it('gets JWTs by the code of an email, and by its link', async () => {
    const person = await register(origin)
    for (const way of ['code', 'link']) {
      const { page } = await begin('jwt')
      await page.getByRole('link', { name: 'Email me a link instead' }).click()
      await page.getByLabel('Your email address').fill(person.email)
      await press(page, 'Send the email')
      expect(await headingOf(page)).toBe('Check your inbox')
      const message = await waitForEmail(origin, person.email, '/sign-in/email')
      if (way === 'code') {
        await page.getByLabel('The code in the email').fill(/signing in: (\S+)/.exec(message.text)?.[1] ?? '')
        await press(page, 'Sign in')
        expect(await toldTo(page)).toMatchObject({ as: 'jwt', account: { username: person.username } })
      } else {
        await openEmail(page, message)
        const tab = await followButton(page)
        expect(await headingOf(tab)).toBe(`Sign in as ${person.username}`)
        await press(tab, 'Sign in')
        // Another tab has no state of the front end, which therefore refuses.
        expect(await toldTo(tab)).toBeNull()
      }
      expect(complaintsOf(page)).toEqual([])
    }
  })
})
