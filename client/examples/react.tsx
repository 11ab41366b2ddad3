import { type FormEvent, useEffect, useState } from 'react'
import { createGatehouse, type DjoserUser } from '../src/index.ts'

const gatehouse = createGatehouse({ baseUrl: 'http://localhost:8787', api: 'djoser', storage: 'local' })

/** The person who is signed in: undefined while that is asked for, null for nobody. Other tabs are followed. */
function useUser(): DjoserUser | null | undefined {
  const [user, setUser] = useState<DjoserUser | null>()
  useEffect(() => {
    const read = async () => {
      const answer = await gatehouse.me()
      setUser(answer.ok ? answer.data : null)
    }
    void read()
    return gatehouse.onChange(() => void read())
  }, [])
  return user
}

function SignIn() {
  const [problem, setProblem] = useState('')

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const credentials = { username: String(form.get('username')), password: String(form.get('password')) }
    const answer = await gatehouse.signIn(credentials)
    if (answer.ok) return
    const { error } = answer
    setProblem(error.kind === 'too_many' ? `Try again in ${error.retryAfter} seconds.` : error.message)
  }

  return (
    <form onSubmit={submit}>
      <label>
        Username <input name="username" autoComplete="username" required />
      </label>
      <label>
        Password <input name="password" type="password" autoComplete="current-password" required />
      </label>
      <button type="submit">Sign in</button>
      <p role="alert">{problem}</p>
    </form>
  )
}

export function App() {
  const user = useUser()
  if (user === undefined) return <p>One moment …</p>
  if (user === null) return <SignIn />
  return (
    <p>
      Hello, {user.username}.{' '}
      <button type="button" onClick={() => void gatehouse.signOut()}>
        Sign out
      </button>
    </p>
  )
}
