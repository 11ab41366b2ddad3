import { beforeAll, describe, expect, it } from 'vitest'
import { openConsole } from '../support/console.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { makeStaff, PASSWORD, signUp } from '../support/people.ts'
import { refused } from '../support/refused.ts'
import { rowsOf } from '../support/rows.ts'
import { type Enrolled, signUpWithFactor } from '../support/second-factor.ts'

/* A second factor that staff take away at the console, and the filter for people who have one. */

const gatehouse = openGatehouse()
const console = openConsole(gatehouse)

let boss: Enrolled
let fay: Enrolled
beforeAll(async () => {
  boss = await signUpWithFactor(gatehouse, 'boss')
  await makeStaff(boss)
  fay = await signUpWithFactor(gatehouse, 'fay')
  await console.signIn(boss, PASSWORD, boss.recoveryCodes[0])
})

const page = () => `/admin/people/${fay.id}`
const act = (at = console) => at.post(`${page()}/reset-factor`)
const PROOF = () => `/admin/prove?to=${encodeURIComponent(`${page()}/reset-factor`)}`
const problemIn = (text: string) => /id="code-problem"><li>([^<]*)</.exec(text)?.[1]

describe('the second factor of a person', () => {
  it('is shown, and found by a filter', async () => {
    const { text } = await console.get(page())
    expect(text).toContain('10 recovery codes left')
    expect(text).toContain(`href="${page()}/reset-factor"`)
    const list = await console.get('/admin/people?only=second_factor')
    expect(
      [...list.text.matchAll(/<a href="\/admin\/people\/[0-9a-f-]{36}">([^<]*)</g)].map(([, name]) => name),
    ).toEqual(expect.arrayContaining([boss.username, fay.username]))
    const carl = await signUp(gatehouse, 'carl')
    expect((await console.get('/admin/people?only=second_factor')).text).not.toContain(`>${carl.username}<`)
    expect((await console.get(`/admin/people/${carl.id}`)).text).not.toContain('/reset-factor"')
  })

  it('is not taken away by staff who have none', async () => {
    const plain = await signUp(gatehouse, 'plain')
    await makeStaff(plain)
    const desk = openConsole(gatehouse)
    await desk.signIn(plain)
    const { status, location } = await refused(gatehouse, () => act(desk))
    expect([status, location]).toEqual([303, PROOF()])
    const shown = await refused(gatehouse, () => desk.post('/admin/prove', { code: '000000' }))
    expect([shown.status, problemIn(shown.text)]).toEqual([
      400,
      'You have no second factor yourself. Set it up at /second-factor first.',
    ])
  })

  it('is not one’s own', async () => {
    const shown = await refused(gatehouse, () => console.post(`/admin/people/${boss.id}/reset-factor`))
    expect([shown.status, shown.heading]).toEqual([403, 'This is your own account'])
  })

  it('is not taken away long after the sign-in without a code of one’s own', async () => {
    // Longer than a proof counts.
    gatehouse.wait(20 * 60)
    await console.get('/admin')
    const { status, location } = await refused(gatehouse, () => act())
    expect([status, location]).toEqual([303, PROOF()])
    expect((await console.get(location ?? '')).heading).toBe('Confirm that it is you')
    for (const code of ['000000', '', fay.recoveryCodes[0] ?? '']) {
      // A wrong code is an event of whoever typed it.
      const shown = await console.post('/admin/prove', { code, to: page() })
      expect([shown.status, shown.text.includes('id="code-problem"')], code).toEqual([400, true])
    }
    expect((await act()).location).toBe(PROOF())
    expect((await console.get(page())).text).toContain('10 recovery codes left')
  })

  it('is taken away after a code, and the owner is told', async () => {
    const back = await console.post('/admin/prove', { code: await boss.code(), to: `${page()}/reset-factor` })
    expect([back.status, back.location]).toEqual([303, `${page()}/reset-factor`])
    expect((await console.get(`${page()}/reset-factor`)).heading).toBe(
      `Take second factor away: ${fay.username}`,
    )
    const { status, location } = await act()
    expect([status, location]).toEqual([303, `${page()}?done=reset-factor`])
    const { text } = await console.get(location ?? '')
    expect(text).toContain('The second factor is gone. They were told, and signed out everywhere.')
    expect(text).not.toContain('/reset-factor"')
    expect((await gatehouse.emails())[0]).toMatchObject({ to: fay.email })
    const events = (await rowsOf('events')).filter(({ kind }) => kind === 'factor_reset')
    expect(events).toMatchObject([{ account_id: fay.id, actor_id: boss.id }])
    expect((await act()).location).toBe(`${page()}?done=not-reset-factor`)
  })

  it('leads nowhere but to the console', async () => {
    const { text } = await console.get('/admin/prove?to=https://example.com')
    expect(text).toContain('name="to" value="/admin"')
  })
})
