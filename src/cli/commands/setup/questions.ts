import { isCancel, select, text } from '@clack/prompts'
import { type ApiName, defaultConfig, type IdKind, type LoginField } from '../../../ports/config.ts'
import { Refused } from '../../refused.ts'
import type { PlannedField } from './plan.ts'
import { readOrigin, readPaths } from './read-answers.ts'
import { FIELD_SYNTAX, readField } from './read-field.ts'
import { type Answers, BACK_ENDS } from './setup-request.ts'

// Standard output is for the result.
const usual = { output: process.stderr, withGuide: false }

const answerOf = <Answer>(answer: Answer): Exclude<Answer, symbol> => {
  if (isCancel(answer)) throw new Refused('Nothing was changed')
  return answer as Exclude<Answer, symbol>
}

/** Undefined if a line is one that `read` takes, or what it says of it. */
const problemOf = (read: (line: string) => unknown) => (line: string | undefined) => {
  try {
    read(line ?? '')
    return undefined
  } catch (error) {
    return (error as Error).message
  }
}

/** Asks for each answer that is missing. Throws Refused on Ctrl-C. */
export async function askQuestions(given: Partial<Answers>): Promise<Answers> {
  const backEnd = given.backEnd ?? (await askBackEnd())
  const at = given.at ?? (await askPaths(defaultConfig.apis[backEnd].at))
  const signIn = given.loginField ? {} : await askSignIn(given)
  const ids = given.ids ?? (await askIds(backEnd))
  const fields = given.fields ?? (await askFields())
  const frontEnd = given.frontEnd ?? (await askFrontEnd())
  return {
    loginField: 'username',
    usernames: true,
    ...given,
    ...signIn,
    ids,
    backEnd,
    at,
    fields,
    frontEnd,
  }
}

const askBackEnd = async (): Promise<ApiName> =>
  answerOf(
    await select({
      message: 'Which back end does Gatehouse replace?',
      options: Object.entries(BACK_ENDS).map(([value, label]) => ({ value: value as ApiName, label })),
      ...usual,
    }),
  )

async function askPaths(standard: readonly string[]): Promise<string[]> {
  const line = answerOf(
    await text({
      message: 'At which path is it? Several separated by commas, / for the root.',
      initialValue: standard.join(', '),
      validate: problemOf(readPaths),
      ...usual,
    }),
  )
  return readPaths(line)
}

type SignIn = Pick<Answers, 'loginField' | 'usernames'>

async function askSignIn({ usernames }: Partial<Answers>): Promise<SignIn> {
  if (usernames === false) return { loginField: 'email', usernames }
  const chosen = answerOf(
    await select({
      message: 'How do people sign in?',
      options: [
        { value: 'username', label: 'with their username' },
        { value: 'email', label: 'with their email address, and they have a username, too' },
        { value: 'email-only', label: 'with their email address, and nobody has a username' },
        { value: 'either', label: 'with either of them, in one field' },
      ],
      ...usual,
    }),
  )
  const isEmailOnly = chosen === 'email-only'
  return { loginField: isEmailOnly ? 'email' : (chosen as LoginField), usernames: !isEmailOnly }
}

const askIds = async (backEnd: ApiName): Promise<IdKind> =>
  answerOf(
    await select<IdKind>({
      message: 'Which ids of accounts do its clients know?',
      options: [
        { value: 'uuid', label: 'UUIDs' },
        { value: 'integer', label: 'whole numbers' },
        ...(backEnd === 'express'
          ? [{ value: 'objectid' as const, label: '24 hexadecimal digits, as MongoDB has them' }]
          : []),
      ],
      ...usual,
    }),
  )

/** One line for each field, until one is empty. */
async function askFields(): Promise<Record<string, PlannedField>> {
  const fields: Record<string, PlannedField> = {}
  for (;;) {
    const line = answerOf(
      await text({
        message: `Which fields of its own do accounts have? ${FIELD_SYNTAX}. Empty: no more.`,
        placeholder: 'phone:text,max=20,required',
        validate: (typed) => (typed ? problemOf(readField)(typed) : undefined),
        ...usual,
      }),
    )
    if (!line) return fields
    const [name, field] = readField(line)
    fields[name] = field
  }
}

async function askFrontEnd(): Promise<string> {
  const line = answerOf(
    await text({
      message: 'Where is the front end that links in emails lead to? Empty: to pages of Gatehouse.',
      placeholder: 'https://app.example.com',
      validate: (typed) => (typed ? problemOf(readOrigin)(typed) : undefined),
      ...usual,
    }),
  )
  return line ? readOrigin(line) : ''
}
