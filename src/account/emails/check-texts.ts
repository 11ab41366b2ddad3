import type { Config } from '../../ports/config.ts'
import type { EmailName, EmailText, OwnLines } from '../../ports/email-templates.ts'

/*
 * Checks the emails of a configuration. For the build and the doctor: the Worker trusts what they have checked.
 */

/** Emails that may have a username: where the address is verified, it is the reader's own. */
const NAMED = ['site', 'username', 'within']
/** Emails that anybody can cause name nobody. */
const NAMELESS = ['site', 'within']

const PLACEHOLDERS: Record<EmailName, readonly string[]> = {
  passwordReset: NAMED,
  passwordResetByKey: NAMELESS,
  usernameReset: NAMED,
  addressReset: NAMED,
  activation: NAMELESS,
  verification: NAMELESS,
  passwordChanged: NAMED,
  usernameChanged: [...NAMED, 'newName'],
  addressChanged: NAMED,
  addressPending: NAMED,
  sessionEnded: NAMED,
  factorAdded: NAMED,
  factorReplaced: NAMED,
  factorRemoved: NAMED,
  appRemoved: NAMED,
  factorReset: NAMED,
  passkeyAdded: NAMED,
  passkeyRemoved: NAMED,
  passkeyCopied: NAMED,
  passkeyRequired: NAMED,
  passkeyOptional: NAMED,
  recoveryCodesMade: NAMED,
  recoveryCodeUsed: [...NAMED, 'left'],
  approvalOn: NAMED,
  signInApproval: [...NAMED, 'program', 'place', 'time'],
  signIn: [...NAMELESS, 'program', 'place', 'time'],
  confirmation: ['site', 'username'],
  accountDeleted: ['site', 'username'],
}

/** The lines that all emails share: what they have to contain, and what they may. */
const LINES: Record<keyof OwnLines, { needs: readonly string[]; may: readonly string[] }> = {
  footer: { needs: [], may: ['site'] },
  code: { needs: ['location'], may: ['location'] },
  codeHere: { needs: [], may: [] },
  key: { needs: ['key'], may: ['key'] },
}

/** Placeholders whose paragraph is left out where the address is not verified. */
const MAY_BE_LEFT_OUT = ['username', 'newName']

/** What is wrong with the languages and the own words of a configuration, a sentence each. */
export function checkEmailTexts({ emails }: Pick<Config, 'emails'>): string[] {
  const { languages, texts } = emails
  return [
    ...Object.keys(languages)
      .filter((code) => !/^[a-z]{2,3}$/.test(code))
      .map((code) => `emails.languages: “${code}” is not the code of a language, such as de`),
    ...Object.entries(texts).flatMap(([code, own]) =>
      Object.hasOwn(languages, code)
        ? Object.entries(own).flatMap(([name, text]) => checkText(`emails.texts.${code}.${name}`, name, text))
        : [`emails.texts.${code}: “${code}” is not in emails.languages`],
    ),
  ]
}

/** The texts of one email, or a line of all, which a configuration without types may have in any shape. */
function checkText(where: string, name: string, text: EmailText | string): string[] {
  if (Object.hasOwn(LINES, name)) return checkLine(where, text, LINES[name as keyof OwnLines])
  if (!Object.hasOwn(PLACEHOLDERS, name)) return [`${where}: there is no such email`]
  const allowed = PLACEHOLDERS[name as EmailName]
  const { subject, heading, before, link, after } = Object(text) as Partial<Record<keyof EmailText, unknown>>
  const always = allowed.filter((placeholder) => !MAY_BE_LEFT_OUT.includes(placeholder))
  return [
    ...checkWords(`${where}.subject`, subject, always),
    ...checkWords(`${where}.heading`, heading, always),
    ...checkParagraphs(`${where}.before`, before, allowed),
    ...checkWords(`${where}.link`, link, always),
    ...checkParagraphs(`${where}.after`, after, allowed),
    ...(isAlwaysThere(before)
      ? []
      : [`${where}.before: has no paragraph without {username}, and that one may be left out`]),
  ]
}

function checkLine(where: string, words: unknown, { needs, may }: (typeof LINES)[keyof OwnLines]): string[] {
  const faults = checkWords(where, words, may)
  if (faults.length > 0) return faults
  return needs
    .filter((name) => !String(words).includes(`{${name}}`))
    .map((name) => `${where}: has no {${name}}, which it needs`)
}

const checkParagraphs = (where: string, paragraphs: unknown, allowed: readonly string[]): string[] =>
  Array.isArray(paragraphs)
    ? paragraphs.flatMap((words, index) => checkWords(`${where}[${index}]`, words, allowed))
    : [`${where}: has to be a list of paragraphs`]

/** One line of text, and no placeholder but these. */
function checkWords(where: string, words: unknown, allowed: readonly string[]): string[] {
  if (typeof words !== 'string' || words.trim() === '') return [`${where}: is missing`]
  if (/[\p{Cc}\u2028\u2029]/u.test(words)) return [`${where}: has to be one line`]
  return [...words.matchAll(/\{([^{}]*)\}/g)]
    .filter(([, name = '']) => !allowed.includes(name))
    .map(([found]) => `${where}: has ${found}, and may have ${listed(allowed)}`)
}

const listed = (names: readonly string[]) => names.map((each) => `{${each}}`).join(', ') || 'none'

/** Whether a paragraph is there for every reader. A list of another shape has its own sentence. */
const isAlwaysThere = (before: unknown) =>
  !Array.isArray(before) || before.some((words) => !/\{(username|newName)\}/.test(String(words)))
