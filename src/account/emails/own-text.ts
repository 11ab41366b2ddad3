import type { EmailText, Facts } from '../../ports/email-templates.ts'

type Filling = Facts & {
  within?: string
  newName?: string
  left?: number
  program?: string
  place?: string
  time?: string
}

const NAMES = /\{(username|newName)\}/
const PLACEHOLDERS = /\{(site|username|within|newName|left|program|place|time)\}/g

/**
 * An email in the words of the configuration, with its facts. Without a username the reader may not be the owner of the
 * account, and paragraphs with the old or the new one are left out.
 */
export function fillText({ subject, heading, before, link, after }: EmailText, facts: Filling): EmailText {
  const fill = (words: string) =>
    words.replace(PLACEHOLDERS, (_, name: keyof Filling) => String(facts[name] ?? ''))
  const fillAll = (paragraphs: string[]) =>
    paragraphs.filter((words) => facts.username !== undefined || !NAMES.test(words)).map(fill)
  return {
    subject: fill(subject),
    heading: fill(heading),
    before: fillAll(before),
    link: fill(link),
    after: fillAll(after),
  }
}
