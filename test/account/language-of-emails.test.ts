import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, it } from 'vitest'
import { preferredLanguage } from '../../src/account/emails/language.ts'
import { french } from '../../src/account/emails/languages/french.ts'
import { german } from '../../src/account/emails/languages/german.ts'
import { ownEmails } from '../../src/account/emails/own-emails.ts'
import { runJobs } from '../../src/account/links/requested-links.ts'
import { configured, defineConfig } from '../../src/ports/config.ts'
import { readSettings } from '../../src/ports/settings.ts'
import { callerOf } from '../support/caller.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { PASSWORD, signUp } from '../support/people.ts'
import { refused } from '../support/refused.ts'
import { rowsOf } from '../support/rows.ts'

const config = defineConfig({ emails: ownEmails({ languages: { de: german, fr: french } }) })

beforeEach(() => env.DB.exec('delete from outbox'))

let people = 0
/** Registers at djoser with an `Accept-Language`, and tells the row and the emails. */
async function register(gatehouse: ReturnType<typeof openGatehouse>, language?: string) {
  const username = `polyglot${people++}`
  const email = `${username}@example.com`
  const response = await gatehouse.request('/auth/users/', {
    method: 'POST',
    json: { username, email, password: PASSWORD },
    headers: language === undefined ? {} : { 'accept-language': language },
  })
  expect(response.status).toBe(201)
  const row = (await rowsOf('accounts')).find((each) => each.username === username)
  return { email, language: row?.language, subjects: await subjectsOf(gatehouse) }
}
const subjectsOf = async ({ emails }: ReturnType<typeof openGatehouse>) =>
  (await emails()).map(({ subject }) => subject)
const askForPassword = (gatehouse: ReturnType<typeof openGatehouse>, email: string, language: string) =>
  gatehouse.request('/auth/users/reset_password/', {
    method: 'POST',
    json: { email },
    headers: { 'accept-language': language },
  })

describe('the language that a client prefers', () => {
  const { ports } = openGatehouse({}, { config })
  const preferred = (acceptLanguage?: string | null) =>
    preferredLanguage({ ...ports, clientInfo: { ...ports.clientInfo, acceptLanguage } })

  it.each([
    ['de', 'de'],
    ['DE', 'de'],
    ['de-AT', 'de'],
    ['zh-Hant-TW, fr-CA;q=0.7, en;q=0.2', 'fr'],
    ['en;q=0.5, de;q=0.8', 'de'],
    ['en;q=0.5,de;q=0.5', 'en'],
    ['fr; q=0.9, de', 'de'],
    ['de;q=0, fr;q=0.1', 'fr'],
    ['de;q=1.000', 'de'],
    ['en-GB,en;q=0.9', 'en'],
    ['hi, ar', null],
    ['*', null],
    ['', null],
    [undefined, null],
    [null, null],
    ['de;q=x', null],
    ['constructor, __proto__', null],
    ['deutsch', null],
    [';;;,,,q=1', null],
    [`${'xx,'.repeat(300)}de`, null],
  ])('of %j is %j', (header, language) => {
    expect(preferred(header)).toBe(language)
  })

  it('is not looked for where there is English alone', () => {
    const asked = { ...openGatehouse().ports.clientInfo, acceptLanguage: 'de' }
    const english = openGatehouse({}, { config: defineConfig({ emails: ownEmails({}) }) })
    for (const { ports } of [openGatehouse(), english])
      expect(preferredLanguage({ ...ports, clientInfo: asked })).toBeNull()
  })
})

describe('the language of an email', () => {
  const own = { SEND_VERIFICATION_EMAIL: 'true' } as Partial<Env>

  it('is what the client preferred at the registration, from then on', async () => {
    const gatehouse = openGatehouse(own, { config })
    const ada = await register(gatehouse, 'fr-CH, en;q=0.1')
    expect(ada).toMatchObject({ language: 'fr', subjects: ['Confirmez votre adresse e-mail sur Gatehouse'] })
    await askForPassword(gatehouse, ada.email, 'de')
    expect((await subjectsOf(gatehouse))[0]).toBe('Nouveau mot de passe sur Gatehouse')
  })

  it('is what the client prefers that asks, for an account of which no language is known', async () => {
    const gatehouse = openGatehouse(own, { config })
    const ada = await register(gatehouse)
    expect(ada).toMatchObject({ language: null, subjects: ['Confirm your email address on Gatehouse'] })
    await askForPassword(gatehouse, ada.email, 'de')
    expect((await subjectsOf(gatehouse))[0]).toBe('Neues Passwort bei Gatehouse')
    await askForPassword(gatehouse, ada.email, 'it')
    expect((await subjectsOf(gatehouse))[0]).toBe('Password reset on Gatehouse')
  })

  it('is that of the setting otherwise', async () => {
    const gatehouse = openGatehouse({ ...own, LANGUAGE: 'de' } as Partial<Env>, { config })
    expect((await register(gatehouse)).subjects).toEqual(['Bestätigen Sie Ihre E-Mail-Adresse bei Gatehouse'])
    expect((await register(gatehouse, 'en')).subjects[0]).toBe('Confirm your email address on Gatehouse')
  })

  it('is neither read nor stored where there is English alone', async () => {
    expect(await register(openGatehouse(own), 'fr')).toMatchObject({
      language: null,
      subjects: ['Confirm your email address on Gatehouse'],
    })
  })

  it('is that of the setting again when a language is taken out of the configuration', async () => {
    const gatehouse = openGatehouse(own, { config })
    const ada = await register(gatehouse, 'fr')
    const later = openGatehouse(own)
    await askForPassword(later, ada.email, 'fr')
    expect(await subjectsOf(later)).toEqual(['Password reset on Gatehouse'])
  })

  it('is kept with what was asked for while the Worker is dead, and old jobs have none', async () => {
    const gatehouse = openGatehouse(own, { config })
    const { email } = await register(gatehouse)
    const { outbox } = gatehouse.ports
    const asks = [
      { purpose: 'reset', address: email, language: 'fr' } as const,
      { purpose: 'reset', address: email } as const,
    ]
    for (const ask of asks) await Promise.all(outbox.insert(await outbox.prepare({ kind: 'ask', ask })))
    gatehouse.wait(60)
    await runJobs(gatehouse.ports)
    expect((await subjectsOf(gatehouse)).slice(0, 2).sort()).toEqual([
      'Nouveau mot de passe sur Gatehouse',
      'Password reset on Gatehouse',
    ])
  })
})

describe('the setting LANGUAGE', () => {
  const read = (LANGUAGE: string, own = config) =>
    readSettings(configured({ PUBLIC_URL: 'https://id.example.org', LANGUAGE }, own)).LANGUAGE

  it('is English or a language of the configuration', () => {
    expect(['en', 'de', 'fr'].map((code) => read(code))).toEqual(['en', 'de', 'fr'])
    for (const code of ['es', '', 'EN', 'constructor'])
      expect(() => read(code)).toThrow('LANGUAGE: is not en, and no language of gatehouse.config.ts')
    expect(() => read('de', defineConfig({}))).toThrow('LANGUAGE: is not en')
    expect(read('de', defineConfig({ ...config, variables: { SITE_NAME: 'Own' } }))).toBe('de')
    expect(read('en', defineConfig({ variables: { SITE_NAME: 'Own' } }))).toBe('en')
  })
})

describe('PATCH /account', () => {
  const gatehouse = openGatehouse({}, { config })
  const { get, patch } = callerOf(gatehouse)
  const notValid = {
    status: 400,
    body: {
      type: 'urn:gatehouse:problem:invalid',
      title: 'Something in the request is not valid.',
      status: 400,
      errors: [{ parameter: 'language', detail: 'This is not valid.' }],
    },
  }

  it('lets the owner choose the language of emails, and take the choice back', async () => {
    const { token, email } = await signUp(gatehouse)
    const body = (await get('/account', token)).body as object
    expect(body).toMatchObject({ language: null })
    for (const language of ['de', 'en', null, 'fr']) {
      expect(await patch('/account', { language }, token)).toEqual({
        status: 200,
        body: { ...body, language },
      })
      expect(await get('/account', token)).toEqual({ status: 200, body: { ...body, language } })
    }
    // It counts for more than what a client prefers.
    await env.DB.exec('delete from outbox')
    await askForPassword(gatehouse, email, 'de')
    expect(await subjectsOf(gatehouse)).toEqual([expect.stringMatching(/^Réinitialisation|mot de passe/)])
  })

  it('refuses what is no language of the deployment', async () => {
    const { token } = await signUp(gatehouse)
    for (const language of ['hi', 'DE', 'constructor', '', 'de-AT'])
      expect(await refused(gatehouse, () => patch('/account', { language }, token))).toEqual(notValid)
    for (const language of [1, [], {}])
      expect(await refused(gatehouse, () => patch('/account', { language }, token))).toMatchObject({
        status: 400,
      })
    expect(await refused(gatehouse, () => patch('/account', { language: 'de' }))).toMatchObject({
      status: 401,
    })
  })

  it('changes nothing by an empty body, and has English alone by default', async () => {
    const plain = openGatehouse()
    const { token } = await signUp(plain)
    const { body } = await callerOf(plain).get('/account', token)
    expect(body).not.toHaveProperty('language')
    expect(await callerOf(plain).patch('/account', {}, token)).toEqual({ status: 200, body })
    expect(await callerOf(plain).patch('/account', { language: 'en' }, token)).toEqual({ status: 200, body })
    expect(await refused(plain, () => callerOf(plain).patch('/account', { language: 'de' }, token))).toEqual(
      notValid,
    )
  })
})
