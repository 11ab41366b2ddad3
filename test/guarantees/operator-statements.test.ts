import { env } from 'cloudflare:workers'
import { expect, it } from 'vitest'
import { openGatehouse } from '../support/gatehouse.ts'
import { signUp } from '../support/people.ts'

const pages = Object.values(
  import.meta.glob<string>(['../../docs/keys.md', '../../docs/operations/backup.md'], {
    query: '?raw',
    import: 'default',
    eager: true,
  }),
).join('\n')

/** A statement that the pages give to operators. */
const statement = (begin: string) => {
  const [, sql] = new RegExp(`--command "(${begin}[^"]*)"`).exec(pages) ?? []
  if (!sql) throw new Error(`No page has a statement that begins with ${begin}`)
  return sql
}

const gatehouse = openGatehouse()

it('counting the passwords under a master key finds them', async () => {
  const before = await env.DB.prepare(statement('SELECT COUNT').replace('<id>', '1')).first<number>(
    'COUNT(*)',
  )
  await signUp(gatehouse)
  const after = await env.DB.prepare(statement('SELECT COUNT').replace('<id>', '1')).first<number>('COUNT(*)')
  expect(after).toBe((before ?? 0) + 1)
})

it('telling who deleted their account finds them', async () => {
  const gone = await signUp(gatehouse)
  const init = { method: 'DELETE', token: gone.token, json: { current_password: gone.password } }
  expect((await gatehouse.request('/auth/users/me/', init)).status).toBe(204)
  const { results } = await env.DB.prepare(statement('SELECT account_id')).all()
  expect(results).toEqual([{ account_id: gone.id }])
})
