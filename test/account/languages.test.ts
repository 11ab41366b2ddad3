import { describe, expect, it } from 'vitest'
import { passwordResetEmail } from '../../src/account/emails/emails.ts'
import { english } from '../../src/account/emails/english.ts'
import { arabic } from '../../src/account/emails/languages/arabic.ts'
import type { EmailName, EmailText, Templates } from '../../src/ports/email-templates.ts'
import { languages, mailed, ports, reader } from '../support/languages.ts'

const names = Object.keys(english).filter(
  (name): name is EmailName => !['directed', 'duration', 'code', 'codeHere', 'footer', 'key'].includes(name),
)
const FACTS = {
  site: 'SITE',
  username: 'USERNAME',
  within: 'WITHIN',
  newName: 'NEWNAME',
  left: 7_531,
  program: 'PROGRAM',
  place: 'PLACE',
  time: 'TIME',
}

const textsOf = (templates: Templates, name: EmailName, username: string | undefined = FACTS.username) =>
  templates[name]({ ...FACTS, username })
const wordsOf = ({ subject, heading, before, link, after }: EmailText) => [
  subject,
  heading,
  ...before,
  link,
  ...after,
]
/** Which facts are in which part, whatever the words. */
const factsIn = (words: string) =>
  Object.values(FACTS)
    .map(String)
    .filter((fact) => words.includes(fact))
const factsOf = ({ subject, before, link, after }: EmailText) =>
  [subject, before.join(), link, after.join()].map(factsIn)

describe.each(Object.entries(languages))('the emails in %s', (code, templates) => {
  it('are all there, with nothing left empty and a subject of one line', () => {
    expect(Object.keys(templates).filter((name) => name !== 'directed')).toEqual(Object.keys(english))
    for (const name of names) {
      const text = textsOf(templates, name)
      for (const words of wordsOf(text)) expect(words, name).toMatch(/^\S[^\n\r]*\S$/)
      expect(text.before.length).toBe(textsOf(english, name).before.length)
      expect(text.after.length).toBe(textsOf(english, name).after.length)
    }
  })

  it('tell the same as in English, with a username and without', () => {
    for (const name of names) {
      for (const username of [FACTS.username, undefined]) {
        const text = templates[name]({ ...FACTS, username })
        expect(factsOf(text), name).toEqual(factsOf(english[name]({ ...FACTS, username })))
        expect(wordsOf(text).join(), name).not.toMatch(/undefined|null/)
      }
    }
    expect(templates.code('LOCATION')).toContain('LOCATION')
    expect(templates.footer('SITE')).toContain('SITE')
    expect(templates.key('KEY')).toMatch(/KEY\u2069?$/)
  })

  it('have no English left in them', () => {
    const shared = [
      templates.code(''),
      templates.codeHere,
      templates.footer(''),
      templates.key(''),
      templates.duration(7200),
    ]
    for (const words of [...names.flatMap((name) => wordsOf(textsOf(templates, name))), ...shared]) {
      const own = words.replace(/SITE|USERNAME|WITHIN|NEWNAME|PROGRAM|PLACE|TIME/g, '')
      expect(own).not.toMatch(/\b(the|your|you|this|with|account|password|email|it|and)\b/i)
      if (['hi', 'ar'].includes(code)) expect(own).not.toMatch(/[a-z]/i)
    }
  })

  it('leave no mark of direction in a subject, and set nothing apart without need', () => {
    for (const name of names) expect(textsOf(templates, name).subject).not.toMatch(/\p{Cf}/u)
    const all = names.flatMap((name) => wordsOf(textsOf(templates, name))).join()
    if (code === 'ar') expect(all.match(/\u2068/g)).toHaveLength(all.match(/\u2069/g)?.length ?? 0)
    else expect(all).not.toMatch(/\p{Cf}/u)
  })

  it('are documents of their language and direction', () => {
    const { html } = passwordResetEmail(ports, reader(code), mailed)
    expect(html).toMatch(
      new RegExp(`^<!doctype html>\n<html lang="${code}"${code === 'ar' ? ' dir="rtl"' : ''}>`),
    )
  })
})

describe('how long a link works', () => {
  const cases: [code: keyof typeof languages, ...said: string[]][] = [
    // 1 second, 90 seconds, 1 minute, 1 hour, 24 hours, 2 days, 7 days
    ['de', '1 Sekunde', '90 Sekunden', '1 Minute', '1 Stunde', '24 Stunden', '2 Tagen', '7 Tagen'],
    ['fr', '1 seconde', '90 secondes', '1 minute', '1 heure', '24 heures', '2 jours', '7 jours'],
    ['es', '1 segundo', '90 segundos', '1 minuto', '1 hora', '24 horas', '2 días', '7 días'],
    ['pt', '1 segundo', '90 segundos', '1 minuto', '1 hora', '24 horas', '2 dias', '7 dias'],
    ['hi', '1 सेकंड', '90 सेकंड', '1 मिनट', '1 घंटे', '24 घंटों', '2 दिनों', '7 दिनों'],
    ['ar', 'ثانية واحدة', '90 ثانية', 'دقيقة واحدة', 'ساعة واحدة', '24 ساعة', 'يومين', '7 أيام'],
  ]

  it.each(cases)('is said in %s', (code, ...said) => {
    const lengths = [1, 90, 60, 3600, 86_400, 172_800, 604_800]
    expect(lengths.map((seconds) => languages[code].duration(seconds))).toEqual(said)
  })

  it('has every plural of Arabic', () => {
    const days = [2, 3, 10, 11, 99, 100, 101, 102, 103, 111, 200].map((count) =>
      arabic.duration(count * 86_400),
    )
    expect(days).toEqual([
      'يومين',
      '3 أيام',
      '10 أيام',
      '11 يومًا',
      '99 يومًا',
      '100 يوم',
      '101 يوم',
      '102 يوم',
      '103 أيام',
      '111 يومًا',
      '200 يوم',
    ])
    expect([7200, 10_800, 39_600].map(arabic.duration)).toEqual(['ساعتين', '3 ساعات', '11 ساعة'])
    expect([120, 300, 900].map(arabic.duration)).toEqual(['دقيقتين', '5 دقائق', '15 دقيقة'])
    expect([2, 5, 11].map(arabic.duration)).toEqual(['ثانيتين', '5 ثوانٍ', '11 ثانية'])
    const plural = new Intl.PluralRules('ar')
    expect([1, 2, 3, 10, 11, 99, 100].map((count) => plural.select(count))).toEqual([
      'one',
      'two',
      'few',
      'few',
      'many',
      'many',
      'other',
    ])
  })
})
