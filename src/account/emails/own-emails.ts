import type { EmailName, Emails, OwnTexts, Templates } from '../../ports/email-templates.ts'
import { english } from './english.ts'
import { fillText } from './own-text.ts'

/*
 * Emails in other languages and in own words, for gatehouse.config.ts. Only a Worker whose configuration asks for them
 * carries this file and what it imports.
 */

/** A header may name many languages, and the ones that count stand first. */
const LONGEST_HEADER = 500

/** The base of a language tag and its weight: `de` and 0.8 of `de-AT;q=0.8`. Other entries are no languages. */
const ENTRY = /(?:^|,)\s*([a-z]{2,8})(?:-[a-z\d-]*)?\s*(?:;\s*q=(\d(?:\.\d*)?)\s*)?(?=,|$)/gi

/**
 * What an email says, by language. `languages` are those besides English, by their codes: `{ de: german }`. `texts` are
 * own words, by language and email.
 */
export function ownEmails({
  languages = {},
  texts = {},
}: {
  languages?: Readonly<Record<string, Templates>>
  texts?: OwnTexts
}): Emails {
  const all = Object.entries({ en: english, ...languages })
  const codes = all.map(([code]) => code)
  return {
    languages: Object.fromEntries(all.map(([code, templates]) => [code, inOwnWords(templates, texts[code])])),
    texts,
    ...(codes.length > 1 && { prefer: (header: string) => bestOf(codes, header) }),
  }
}

/** The language that is liked best, of an `Accept-Language`; null if it names none of them. */
function bestOf(codes: string[], header: string): string | null {
  const liked = Array.from(header.slice(0, LONGEST_HEADER).matchAll(ENTRY), ([, tag = '', weight = '1']) => ({
    code: tag.toLowerCase(),
    weight: Number(weight),
  }))
    .filter(({ code, weight }) => weight > 0 && codes.includes(code))
    .sort((one, other) => other.weight - one.weight)
  return liked[0]?.code ?? null
}

function inOwnWords(
  templates: Templates,
  { footer, code, codeHere, key, ...texts }: OwnTexts[string] = {},
): Templates {
  const own = Object.entries(texts).map(([name, text]) => [
    name,
    (facts: Parameters<Templates[EmailName]>[0]) => fillText(text, facts),
  ])
  return {
    ...templates,
    ...(footer !== undefined && { footer: (site) => footer.replaceAll('{site}', () => site) }),
    ...(code !== undefined && { code: (location) => code.replaceAll('{location}', () => location) }),
    ...(codeHere !== undefined && { codeHere }),
    ...(key !== undefined && { key: (value) => key.replaceAll('{key}', () => value) }),
    ...Object.fromEntries(own),
  }
}
