import { describe, expect, it } from 'vitest'
import { checkEmailTexts } from '../../src/account/emails/check-texts.ts'
import { activationEmail, usernameChangedEmail } from '../../src/account/emails/emails.ts'
import { german } from '../../src/account/emails/languages/german.ts'
import { ownEmails } from '../../src/account/emails/own-emails.ts'
import { configured, defineConfig } from '../../src/ports/config.ts'
import { readSettings } from '../../src/ports/settings.ts'
import { mailed, reader } from '../support/languages.ts'

describe('an email in own words', () => {
  const texts = {
    en: {
      activation: {
        subject: 'Hello from {site}',
        heading: 'Hello <b>there</b>',
        before: ['Open this within {within}:'],
        link: 'Begin at {site}',
        after: [],
      },
      usernameChanged: {
        subject: 'A new name on {site}',
        heading: 'A new name',
        before: ['{username} is {newName} now.', 'Something has changed.'],
        link: 'Not me',
        after: ['Goodbye, {username}'],
      },
    },
  }
  const own = defineConfig({ emails: ownEmails({ texts, languages: { de: german } }) })
  const settings = (SITE_NAME = 'Gate') =>
    readSettings(configured({ PUBLIC_URL: 'https://id.example.org', SITE_NAME }, own))
  const written = (language: string, emailVerifiedAt: number | null, name = 'ada') =>
    usernameChangedEmail('countess')(
      { config: own, settings: settings() },
      { ...reader(language), username: name, emailVerifiedAt },
      mailed,
    )

  it('has its facts, and is escaped', () => {
    const { subject, text, html } = activationEmail(
      { config: own, settings: settings('{token} & $&') },
      reader('en'),
      mailed,
    )
    expect(subject).toBe('Hello from {token} & $&')
    expect(text).toMatch(/^Open this within 24 hours:\n\nhttps:\/\/id\.example\.org\/activate\?/)
    expect(html).toContain('Hello &lt;b&gt;there&lt;/b&gt;')
    expect(html).toContain('>Begin at {token} &amp; $&amp;</a>')
  })

  it('names nobody where the address is not verified', () => {
    expect(written('en', 1).text).toMatch(/^ada is countess now\.\n\nSomething has changed\.\n/)
    expect(written('en', 1).text).toContain('\n\nGoodbye, ada\n')
    expect(written('en', null).text).toMatch(/^Something has changed\.\n/)
    for (const part of Object.values(written('en', null))) expect(part).not.toMatch(/ada |ada\n|countess/)
    expect(written('en', 1, '{newName}{site}').text).toMatch(/^\{newName\}\{site\} is countess now/)
  })

  it('is ours where there are no own words', () => {
    expect(written('de', 1).subject).toBe('Gate: Ihr Benutzername wurde geändert')
  })

  it('may have own words for the lines that all emails share', () => {
    const lines = {
      footer: 'You have an account at {site}.',
      code: 'Go to {location} and type:',
      codeHere: 'Or type this:',
      key: 'Your key is {key}.',
    }
    const config = defineConfig({ emails: ownEmails({ texts: { en: lines }, languages: { de: german } }) })
    expect(checkEmailTexts(config)).toEqual([])
    const activation = (language: string) =>
      activationEmail({ config, settings: settings('<b>$&') }, reader(language), mailed)
    const { text, html } = activation('en')
    expect(text).toContain('\n\nGo to id.example.org/activate and type: ')
    expect(text).toMatch(/\n\n-- \nYou have an account at <b>\$&\.\n$/)
    expect(html).toContain('>You have an account at &lt;b&gt;$&amp;.</td>')
    expect(activation('de').text).not.toMatch(/You have|Go to/)
    const { code, codeHere, key } = config.emails.languages.en ?? german
    expect([code('$&'), codeHere, key('$&{key}')]).toEqual([
      'Go to $& and type:',
      'Or type this:',
      'Your key is $&{key}.',
    ])
  })

  it('is found right by the build', () => {
    expect(checkEmailTexts(own)).toEqual([])
    expect(checkEmailTexts(defineConfig({}))).toEqual([])
  })
})

describe('the build', () => {
  const good = { subject: 'S', heading: 'H', before: ['B'], link: 'L', after: [] }
  const faultsOf = (name: string, text: unknown) =>
    checkEmailTexts(defineConfig({ emails: ownEmails({ texts: { en: { [name]: text } } as never }) }))

  it.each<[string, string, object, string[]]>([
    [
      'a placeholder that is none',
      'activation',
      { subject: 'On {stie}' },
      ['subject: has {stie}, and may have {site}, {within}'],
    ],
    [
      'a name where anybody can cause the email',
      'activation',
      { before: ['Hi', '{username}'] },
      ['before[1]: has {username}, and may have {site}, {within}'],
    ],
    [
      'a name in a subject',
      'passwordReset',
      { subject: 'For {username}' },
      ['subject: has {username}, and may have {site}, {within}'],
    ],
    [
      'a length of time where no link is',
      'accountDeleted',
      { after: ['{within}'] },
      ['after[0]: has {within}, and may have {site}, {username}'],
    ],
    [
      'names alone',
      'passwordReset',
      { before: ['{username}!'] },
      ['before: has no paragraph without {username}, and that one may be left out'],
    ],
    [
      'no paragraph',
      'passwordReset',
      { before: [] },
      ['before: has no paragraph without {username}, and that one may be left out'],
    ],
    [
      'what is missing',
      'passwordReset',
      { subject: undefined, link: ' ', after: 'Bye' },
      ['subject: is missing', 'link: is missing', 'after: has to be a list of paragraphs'],
    ],
    [
      'several lines',
      'passwordReset',
      { subject: 'a\r\nBcc: b', before: ['a\nb'] },
      ['subject: has to be one line', 'before[0]: has to be one line'],
    ],
  ])('refuses %s', (_, name, own, faults) => {
    expect(faultsOf(name, { ...good, ...own })).toEqual(
      faults.map((fault) => `emails.texts.en.${name}.${fault}`),
    )
  })

  it.each<[string, string, unknown, string]>([
    ['a footer with a name in it', 'footer', 'For {username}', ': has {username}, and may have {site}'],
    ['a footer of two lines', 'footer', 'a\nb', ': has to be one line'],
    ['a code line that does not say where', 'code', 'Type this:', ': has no {location}, which it needs'],
    ['a code line with a place in it', 'codeHere', 'At {location}:', ': has {location}, and may have none'],
    ['a key line without the key', 'key', 'Your key', ': has no {key}, which it needs'],
    ['a line that is an email', 'footer', good, ': is missing'],
  ])('refuses %s', (_, name, line, fault) => {
    expect(faultsOf(name, line)).toEqual([`emails.texts.en.${name}${fault}`])
  })

  it('refuses emails and languages that there are not', () => {
    expect(faultsOf('welcome', good)).toEqual(['emails.texts.en.welcome: there is no such email'])
    const emails = ownEmails({ languages: { 'de-AT': german }, texts: { it: { activation: good } } })
    expect(checkEmailTexts(defineConfig({ emails }))).toEqual([
      'emails.languages: “de-AT” is not the code of a language, such as de',
      'emails.texts.it: “it” is not in emails.languages',
    ])
  })
})
