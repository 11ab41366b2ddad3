import { createGatehouse, type Result } from '../src/index.ts'

/* Types follow the API that was chosen, and the user fields that the server declares. */

type Fields = { phone: string; newsletter: boolean }

const gatehouse = createGatehouse<Fields>({
  baseUrl: 'https://id.example.com',
  api: 'express',
  cookies: true,
})

/** Registers somebody, and returns what to show beside each field: none if it worked. */
export async function register(form: FormData, avatar: File): Promise<Map<string, string>> {
  const text = (name: string) => String(form.get(name) ?? '')
  const answer = await gatehouse.signUp({
    username: text('username'),
    email: text('email'),
    password: text('password'),
    Avatar: avatar,
    phone: text('phone'),
  })
  if (answer.ok) return new Map()
  const { error } = answer
  switch (error.kind) {
    case 'failure':
      return new Map(error.errors.map(({ field, message }) => [field, message]))
    case 'too_many':
      return new Map([['', `Try again in ${error.retryAfter} seconds.`]])
    case 'network':
    case 'server':
    case 'signed_out':
      return new Map([['', error.message]])
  }
}

/** The declared fields are on the account, and may be changed. */
export async function movePhone(phone: string): Promise<string | undefined> {
  const answer = await gatehouse.change({ phone })
  return answer.ok ? answer.data.phone : undefined
}

/** Who prefers exceptions makes them. */
export function orThrow<Data, Refusal extends { message: string }>(answer: Result<Data, Refusal>): Data {
  if (answer.ok) return answer.data
  throw new Error(answer.error.message, { cause: answer.error })
}

// @ts-expect-error: the field is no number
void gatehouse.change({ phone: 1 })
// @ts-expect-error: Express has no reset by email
void gatehouse.requestPasswordReset
