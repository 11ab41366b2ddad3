import { describe, expect, it } from 'vitest'
import {
  activationEmail,
  addressChangedEmail,
  addressPendingEmail,
  passwordChangedEmail,
  passwordResetEmail,
  passwordResetKeyEmail,
  sessionEndedEmail,
  usernameChangedEmail,
  usernameResetEmail,
  verificationEmail,
} from '../../src/account/emails/emails.ts'
import { english } from '../../src/account/emails/english.ts'
import type { EmailTemplate } from '../../src/account/one-time-tokens/one-time-link.ts'
import { configured, defaultConfig } from '../../src/ports/config.ts'
import { readSettings } from '../../src/ports/settings.ts'

const PUBLIC_URL = 'https://accounts.example.org'
const portsWith = (own: Record<string, string> = {}, config = defaultConfig) => ({
  config,
  settings: readSettings(configured({ PUBLIC_URL, ...own }, config)),
})
const person = {
  id: 'id-of-ada',
  username: 'ada',
  email: 'ada@example.com',
  emailVerifiedAt: 1,
  language: null,
}
const mailed = { uid: 'VUlE', token: 'dG9rZW4', code: '7K3MQ2WD' }

const emails: [string, EmailTemplate, string][] = [
  ['a new password', passwordResetEmail, '/password/reset?uid=VUlE&token=dG9rZW4'],
  ['a new password, by key', passwordResetKeyEmail, '/password/reset?token=dG9rZW4'],
  ['a new username', usernameResetEmail, '/username/reset?uid=VUlE&token=dG9rZW4'],
  ['activation', activationEmail, '/activate?uid=VUlE&token=dG9rZW4'],
  ['an address to be confirmed', verificationEmail, '/email/confirm?id=VUlE&key=dG9rZW4'],
  ['a password that was changed', passwordChangedEmail, '/not-me?id=VUlE&key=dG9rZW4'],
  ['a username that was changed', usernameChangedEmail('countess'), '/not-me?id=VUlE&key=dG9rZW4'],
  ['an address that was changed', addressChangedEmail, '/not-me?id=VUlE&key=dG9rZW4'],
  ['an address that is to change', addressPendingEmail, '/not-me?id=VUlE&key=dG9rZW4'],
  ['a session that ended', sessionEndedEmail, '/not-me?id=VUlE&key=dG9rZW4'],
]

const entity = (text: string) => text.replaceAll('&', '&amp;')

describe.each(emails)('the email about %s', (_, write, address) => {
  const message = write(portsWith(), person, mailed)
  const link = `${PUBLIC_URL}${address}`

  it('is for one person, and one line is its subject', () => {
    expect(message.to).toBe('ada@example.com')
    expect(message.subject).toMatch(/^[^\n\r]*Gatehouse[^\n\r]*$/)
  })

  it('has one link, in text and in HTML', () => {
    expect(message.text.match(/https?:\S+/g)).toEqual([link])
    expect([...message.html.matchAll(/href="([^"]*)"/g)].map(([, each]) => each)).toEqual([entity(link)])
  })

  it('has one code, and says where to type it', () => {
    const place = `accounts.example.org${address.replace(/\?.*/, '')}`
    expect(message.text).toContain(`On another device, go to ${place} and type this code: 7K3MQ2WD\n`)
    expect(message.text.match(/7K3MQ2WD/g)).toHaveLength(1)
    expect(message.html.match(/7K3MQ2WD/g)).toHaveLength(1)
    expect(message.html).toContain(place)
  })

  it('is a whole document that loads nothing and runs nothing, and is readable in the dark', () => {
    expect(message.html).toMatch(/^<!doctype html>\n<html lang="en">[\s\S]*<\/html>\n$/)
    expect(message.html).not.toMatch(/<img|<script|<link|url\(|@import|\son\w+=|src=/)
    expect(message.html).toContain('<meta name="color-scheme" content="light dark">')
    expect(message.html).toContain('prefers-color-scheme: dark')
  })

  it('holds no markup in its text', () => {
    expect(message.text).not.toMatch(/[<>]|&\w+;/)
  })

  it('lets no word of anybody’s become markup, a header or part of a link (HDR-03, HDR-04, REG-24)', () => {
    const names = [
      '<b>x</b>"\'&',
      'a\r\nBcc: eve@evil.example',
      '{token}{public}{uid}',
      '$& $1 $`',
      '{{7*7}}',
    ]
    for (const name of names) {
      const hostile = write(
        portsWith({ SITE_NAME: 'Gate $& <i>house</i> {token}' }),
        { ...person, username: name },
        mailed,
      )
      expect(hostile.to).toBe(person.email)
      expect(hostile.subject).not.toMatch(/[\r\n]|Bcc/)
      expect(hostile.html).not.toMatch(/<b>|<i>|'&[^#\w]/)
      expect(hostile.text.match(/https?:\S+/g)).toEqual([link])
      expect(hostile.html).toContain('Gate $&amp; &lt;i&gt;house&lt;/i&gt; {token}')
      expect(hostile.text.split('dG9rZW4')).toHaveLength(write === passwordResetKeyEmail ? 3 : 2)
    }
  })

  it('leads where the settings say', () => {
    const own = 'https://app.example.net/$&/{uid}/{token}'
    const names = [
      'PASSWORD_RESET_CONFIRM_URL',
      'PASSWORD_RESET_KEY_URL',
      'USERNAME_RESET_CONFIRM_URL',
      'ACTIVATION_URL',
      'EMAIL_CONFIRM_URL',
      'ALARM_URL',
    ]
    const ports = portsWith(Object.fromEntries(names.map((name) => [name, own])))
    expect(write(ports, person, mailed).text).toContain('\nhttps://app.example.net/$&/VUlE/dG9rZW4\n')
  })
})

describe('where a link leads', () => {
  const front = { FRONT_END_URL: 'https://app.example.net/' }
  const linkFor = (ACTIVATION_URL: string, own: Record<string, string> = {}) =>
    activationEmail(portsWith({ ACTIVATION_URL, ...own }), person, mailed).text.match(/https?:\S+/)?.[0]

  it.each([
    ['activate/{uid}/{token}', '/activate/VUlE/dG9rZW4'],
    ['/activate/{uid}/{token}', '/activate/VUlE/dG9rZW4'],
    ['#/activate/{uid}/{token}', '/#/activate/VUlE/dG9rZW4'],
    ['/#/activate/{uid}/{token}', '/#/activate/VUlE/dG9rZW4'],
    ['?uid={uid}&token={token}', '/?uid=VUlE&token=dG9rZW4'],
    ['{uid}/{token}', '/VUlE/dG9rZW4'],
    ['{front_end}/activate/{uid}/{token}', '/activate/VUlE/dG9rZW4'],
  ])('%s is a path of the front end, which is this site unless it is said', (url, path) => {
    expect(linkFor(url, front)).toBe(`https://app.example.net${path}`)
    expect(linkFor(url)).toBe(`${PUBLIC_URL}${path}`)
  })

  it('a whole URL is no path of it', () => {
    expect(linkFor('{public}/a?{uid}&{token}', front)).toBe(`${PUBLIC_URL}/a?VUlE&dG9rZW4`)
    expect(linkFor('http://a.org/{uid}/{token}', front)).toBe('http://a.org/VUlE/dG9rZW4')
  })
})

describe('whose name an email holds', () => {
  const holding = emails.filter(([, write]) =>
    write(portsWith(), { ...person, username: 'zuleika' }, mailed).text.includes('zuleika'),
  )

  it('is told only where the account is known to be the reader’s', () => {
    expect(holding.map(([name]) => name)).toEqual([
      'a new password',
      'a new username',
      'a password that was changed',
      'a username that was changed',
      'an address that was changed',
      'an address that is to change',
      'a session that ended',
    ])
  })
})

describe('how long a link works', () => {
  it.each([
    [1, '1 second'],
    [90, '90 seconds'],
    [60, '1 minute'],
    [5400, '90 minutes'],
    [3600, '1 hour'],
    [86_400, '24 hours'],
    [172_800, '2 days'],
    [604_800, '7 days'],
  ])('%d is said as “%s”', (seconds, said) => {
    expect(english.duration(seconds)).toBe(said)
  })

  it.each([
    [passwordResetEmail, '1 hour'],
    [activationEmail, '24 hours'],
    [verificationEmail, '24 hours'],
    [addressChangedEmail, '7 days'],
  ] as const)('is what the settings say', (write, within) => {
    expect(write(portsWith(), person, mailed).text).toContain(`within ${within}`)
  })
})

describe('the email for a key', () => {
  it('has the key by itself, too', () => {
    const { text, html } = passwordResetKeyEmail(portsWith(), person, mailed)
    expect(text).toContain('\nOr enter this key in the app: dG9rZW4\n')
    expect(html).toContain('Or enter this key in the app: dG9rZW4')
  })
})
