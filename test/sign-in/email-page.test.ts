import { describe, expect, it } from 'vitest'
import { asked, BACK, browserOf, hiddenOf } from '../support/front-end.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { addressIn, codeOf, linkOf } from '../support/links.ts'
import { type SignedUp, signUp } from '../support/people.ts'
import { everything } from '../support/rows.ts'
import { signUpWithFactor } from '../support/second-factor.ts'

const gatehouse = openGatehouse({ RETURN_URLS: BACK, EMAIL_LOGIN: 'true', MAILS_PER_HOUR: '1000' })
const { open, send, returned, exchange } = browserOf(gatehouse)

/** Asks for the email at the page, as a front end sent the reader there; or as nobody did. */
async function ask({ email }: Pick<SignedUp, 'email'>, isSent = true) {
  const form = isSent
    ? await open({ as: 'jwt' }, '/sign-in/email')
    : await gatehouse.request('/sign-in/email')
  const page = await send('/sign-in/email/ask', { ...hiddenOf(await form.text()), email })
  const text = await page.text()
  expect([page.status, text.includes('Check your inbox')]).toEqual([200, true])
  const [mail] = (await gatehouse.emails()).filter(({ to }) => to === email)
  return { page, text, hidden: hiddenOf(text), mail, code: codeOf(mail), link: linkOf(mail) }
}
const follow = (link: Record<string, string>) =>
  gatehouse.request(`/sign-in/email?${new URLSearchParams(link)}`)

describe('sign-in by email at the page', () => {
  it('is offered there, where the setting is on', async () => {
    const text = await (await open()).text()
    const [, href = ''] = /<a href="([^"]*)">Email me a link instead</.exec(text) ?? []
    const { code_challenge_method: _, ...request } = asked({ as: 'token' })
    expect(Object.fromEntries(new URL(href.replaceAll('&amp;', '&'), BACK).searchParams)).toEqual(request)
    const off = await browserOf(openGatehouse({ RETURN_URLS: BACK })).open()
    expect(await off.text()).not.toContain('Email me')
  })

  it('sends the reader back with a code, by the code in the email', async () => {
    const ada = await signUp(gatehouse)
    const { page, hidden, code } = await ask(ada)
    expect(page.headers.get('content-security-policy')).toContain(
      "form-action 'self' https://app.example.com;",
    )
    const wrong = await send('/sign-in/email/code', { ...hidden, code: '00000000' })
    const again = await wrong.text()
    expect([wrong.status, hiddenOf(again), again.includes('This code is wrong or no longer works.')]).toEqual(
      [400, hidden, true],
    )
    const done = await send('/sign-in/email/code', { ...hidden, code })
    expect(returned(done)).toMatchObject({ at: 'https://app.example.com/signed-in', state: asked().state })
    expect(await exchange(returned(done).code)).toMatchObject({ status: 200, body: { as: 'jwt', level: 1 } })
    expect((await send('/sign-in/email/code', { ...hidden, code })).status).toBe(400)
  })

  it('does so by the link, which keeps where the reader came from', async () => {
    const ada = await signUp(gatehouse)
    const { mail, link } = await ask(ada)
    expect(addressIn(mail).pathname).toBe('/sign-in/email')
    const page = await follow({ id: link.uid, key: link.token })
    expect(page.headers.get('content-security-policy')).toContain(
      "form-action 'self' https://app.example.com;",
    )
    expect(hiddenOf(await page.text())).toEqual(link)
    const done = await send('/sign-in/email', link)
    expect((await exchange(returned(done).code)).body).toMatchObject({ as: 'jwt', level: 1 })
    for (const dead of [await send('/sign-in/email', link), await follow(link)])
      expect([dead.status, (await dead.text()).includes('This link no longer works')]).toEqual([410, true])
  })

  it('names the account and who asked, and is refused from other sites (EML-26)', async () => {
    const ada = await signUp(gatehouse)
    const { link, hidden, code } = await ask(ada)
    const text = await (await follow(link)).text()
    expect(text).toContain(`Sign in as ${ada.username}`)
    for (const fact of ['Program', 'Place', '2026-11-20 08:00 UTC']) expect(text).toContain(fact)
    const before = await everything()
    const crossed = { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }
    for (const [path, fields] of [
      ['/sign-in/email', link],
      ['/sign-in/email/code', { ...hidden, code }],
      ['/sign-in/email/ask', { ...asked(), email: ada.email }],
    ] as const)
      expect((await send(path, fields, crossed)).status).toBe(403)
    await gatehouse.settled()
    expect(await everything()).toEqual(before)
  })

  it('signs in to the pages, where no front end asked', async () => {
    const ada = await signUp(gatehouse)
    const { hidden, link } = await ask(ada, false)
    expect(Object.keys(hidden)).toEqual(['sign_in'])
    const done = await send('/sign-in/email', link)
    expect([done.status, done.headers.get('location')]).toEqual([303, '/second-factor'])
    expect(done.headers.getSetCookie()[0]).toMatch(/^page=[0-9a-f]{40};/)
  })

  it('leads to the second step where one is needed', async () => {
    const fay = await signUpWithFactor(gatehouse)
    const { link } = await ask(fay)
    const step = await send('/sign-in/email', link)
    const text = await step.text()
    expect([step.status, text.includes('Enter your code')]).toEqual([200, true])
    const done = await send('/sign-in/code', { ...hiddenOf(text), code: await fay.freshCode() })
    expect((await exchange(returned(done).code)).body).toMatchObject({ as: 'jwt', level: 2 })
    await gatehouse.settled()
  })

  it('shows the form again for what is no address, and says nothing of whether there is an account', async () => {
    const bad = await send('/sign-in/email/ask', { ...asked(), email: 'nobody' })
    expect([bad.status, (await bad.text()).includes('aria-invalid="true"')]).toEqual([400, true])
    const ada = await signUp(gatehouse)
    const pages = await Promise.all(
      [ada.email, 'nobody@example.com'].map(async (email) => {
        const text = await (await send('/sign-in/email/ask', { ...asked(), email })).text()
        return text.replace(/name="sign_in" value="[^"]{100,}"/, '')
      }),
    )
    expect(pages[0]).toBe(pages[1])
    expect(pages[0]).not.toContain('sign_in')
    await gatehouse.settled()
  })

  it('leads nowhere that is not in the settings any more', async () => {
    const ada = await signUp(gatehouse)
    const { link } = await ask(ada)
    const moved = browserOf(openGatehouse({ RETURN_URLS: 'https://new.example.com/', EMAIL_LOGIN: 'true' }))
    const done = await moved.send('/sign-in/email', link)
    expect([done.status, done.headers.get('location')]).toEqual([400, null])
    expect((await send('/sign-in/email', link)).status).toBe(303)
  })
})
