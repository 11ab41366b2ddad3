import { env } from 'cloudflare:workers'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openConsole } from '../support/console.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { makeStaff, type SignedUp, signUp } from '../support/people.ts'
import { noteEvents, openReceiver, openTelling, withoutWebhooks } from '../support/receiver.ts'
import { refused } from '../support/refused.ts'
import { rowsOf } from '../support/rows.ts'

const receiver = openReceiver(() => new Response(null, { status: 503 }))
const { gatehouse, add } = openTelling(receiver)
const console = openConsole(gatehouse)
const WEBHOOKS = '/admin/webhooks'
const URL = 'https://hooks.example.com/gatehouse'

let boss: SignedUp
beforeAll(async () => {
  boss = await signUp(gatehouse, 'boss')
  await makeStaff(boss)
  await console.signIn(boss)
})
beforeEach(async () => {
  await gatehouse.settled()
  await withoutWebhooks()
})

const noticeIn = (text: string) => /class="notice" role="status">([^<]*)</.exec(text)?.[1]
const problemIn = (text: string) => /class="problem"[^>]*>\s*(?:<li>)?([^<]*)</.exec(text)?.[1]

async function done(path: string, fields: Record<string, string> = {}) {
  const { status, location } = await console.post(path, fields)
  expect(status).toBe(303)
  return noticeIn((await console.get(location ?? '')).text)
}

/** Gives up what waits. */
const giveUp = () => env.DB.exec('update webhook_messages set dead_at = 1795161600000, attempts = 18')

describe('webhooks at the console', () => {
  it('are added with marks for types, show their secret once, and are listed', async () => {
    expect((await console.get('/admin/people')).text).toContain('href="/admin/webhooks"')
    expect((await console.get(WEBHOOKS)).text).toContain('There are none.')
    const form = await console.get(`${WEBHOOKS}/add`)
    expect(form.text.match(/type="checkbox"/g)).toHaveLength(12)
    const added = await console.post(`${WEBHOOKS}/add`, { url: URL, 'account.deleted': 'on' })
    expect([added.status, added.heading]).toEqual([200, 'The webhook is added'])
    const [secret = ''] = /whsec_[A-Za-z0-9+/]+=/.exec(added.text) ?? []
    expect(secret).toHaveLength(50)
    const [{ id } = {}] = await rowsOf('webhooks')
    const list = await console.get(WEBHOOKS)
    expect(list.text).toContain(`<a href="/admin/webhooks/${id}">${URL}</a>`)
    expect(list.text).toContain('account.deleted')
    expect(list.text + (await console.get(`${WEBHOOKS}/${id}`)).text).not.toContain('whsec_')
  })

  it('no page of the console says what a word in its address has that nothing was done by', async () => {
    const id = await add()
    for (const path of [
      WEBHOOKS,
      `${WEBHOOKS}/${id}`,
      `/admin/people/${boss.id}`,
      '/admin/people',
      '/admin/jobs',
      '/admin/email',
    ])
      for (const word of ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf', '']) {
        const { status, text } = await console.get(`${path}?done=${word}`)
        expect([path, word, status, noticeIn(text)]).toEqual([path, word, 200, undefined])
      }
  })

  it('are changed, paused, resumed, given another secret and removed', async () => {
    const at = `${WEBHOOKS}/${await add({ events: ['account.created'] })}`
    const form = await console.get(`${at}/change`)
    expect(form.text).toContain(`value="${URL}"`)
    expect(form.text.match(/name="account.created" checked/g)).toHaveLength(1)
    expect(await done(`${at}/change`, { url: `${URL}/b` })).toBe('The webhook is changed.')
    expect(await rowsOf('webhooks')).toMatchObject([{ url: `${URL}/b`, events: null }])
    expect(await done(`${at}/pause`)).toMatch(/^The webhook is paused/)
    expect((await console.get(at)).text).toContain('by staff')
    expect(await done(`${at}/resume`)).toBe('The webhook is sent messages again.')
    const rotated = await console.post(`${at}/rotate`)
    expect([rotated.status, rotated.heading]).toEqual([200, 'The new secret'])
    expect(rotated.text).toMatch(/whsec_[A-Za-z0-9+/]{43}=/)
    expect((await console.get(`${at}/remove`)).heading).toBe('Remove the webhook')
    expect(await done(`${at}/remove`)).toBe('The webhook is removed.')
    expect(await rowsOf('webhooks')).toEqual([])
  })

  it('show what has not arrived, to be retried and dropped, one or all', async () => {
    const at = `${WEBHOOKS}/${await add()}`
    await noteEvents(gatehouse, 3)
    await gatehouse.settled()
    await giveUp()
    const page = await console.get(at)
    expect(page.text.match(/HTTP_503/g)).toHaveLength(3)
    expect(page.text.match(/mark bad">given up/g)).toHaveLength(3)
    const [row] = await rowsOf('webhook_messages')
    expect(await done(`${at}/messages/${row?.event_id}/retry`)).toBe('They are sent again soon.')
    await gatehouse.settled()
    expect((await rowsOf('webhook_messages')).map(({ dead_at }) => dead_at === null)).toEqual([
      true,
      false,
      false,
    ])
    expect(await done(`${at}/messages/${row?.event_id}/drop`)).toBe('They are forgotten.')
    expect(await done(`${at}/retry`)).toBe('They are sent again soon.')
    await gatehouse.settled()
    await giveUp()
    expect(await done(`${at}/drop`)).toBe('They are forgotten.')
    expect(await rowsOf('webhook_messages')).toEqual([])
    expect(await done(`${at}/replay`, { since: '2026-11-20T00:00' })).toMatch(/^Everything since then/)
    await gatehouse.settled()
    expect((await rowsOf('webhook_messages')).length).toBeGreaterThan(2)
  })

  it('refuse a wrong address and a wrong time, and show what was typed', async () => {
    await console.get(`${WEBHOOKS}/add`)
    const wrong = { url: 'https://10.0.0.1/', 'account.deleted': 'on' }
    const answer = await refused(gatehouse, () => console.post(`${WEBHOOKS}/add`, wrong))
    expect([answer.status, problemIn(answer.text)]).toEqual([400, 'It has to be a public address.'])
    expect(answer.text).toContain('value="https://10.0.0.1/"')
    expect(answer.text).toContain('name="account.deleted" checked')
    const at = `${WEBHOOKS}/${await add()}`
    const late = await refused(gatehouse, () => console.post(`${at}/replay`, { since: 'yesterday' }))
    expect([late.status, problemIn(late.text)]).toEqual([
      400,
      'It has to be a time such as 2026-11-20T08:00.',
    ])
  })

  it('refuse a form of another site, and who is not staff any more', async () => {
    const at = `${WEBHOOKS}/${await add()}`
    const foreign = { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }
    expect((await refused(gatehouse, () => console.post(`${at}/pause`, {}, foreign))).status).toBe(403)
    expect((await refused(gatehouse, () => console.post(`${at}/pause`, { form: 'made-up' }))).status).toBe(
      403,
    )
    await env.DB.prepare('update accounts set is_staff = 0 where id = ?').bind(boss.id).run()
    const answer = await refused(gatehouse, () => console.post(`${at}/remove`))
    expect([answer.status, answer.location]).toEqual([303, '/admin/sign-in?ended=1'])
    await makeStaff(boss)
  })

  it('are nowhere without them in the configuration', async () => {
    const plain = openGatehouse()
    const desk = openConsole(plain)
    await desk.signIn(boss)
    expect((await desk.get('/admin/people')).text).not.toContain('/admin/webhooks')
    expect((await desk.get(WEBHOOKS)).status).toBe(404)
    expect((await desk.get(`${WEBHOOKS}/add`)).status).toBe(404)
  })
})
