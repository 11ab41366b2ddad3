import { env } from 'cloudflare:workers'
import { beforeEach, expect, it } from 'vitest'
import type { WebhookAction } from '../../src/cli/commands/admin/webhook-request.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { noteEvents, openReceiver, openTelling, withoutWebhooks } from '../support/receiver.ts'
import { refused } from '../support/refused.ts'
import { rowsOf } from '../support/rows.ts'
import { terminalOf } from './terminal.ts'

const receiver = openReceiver(() => new Response(null, { status: 503 }))
const { gatehouse } = openTelling(receiver)
const terminal = terminalOf(gatehouse)
const give = (webhooks: WebhookAction, asJson = false) => terminal({ kind: 'webhooks', webhooks, asJson })
const printed = async (webhooks: WebhookAction, asJson = false) =>
  ((await give(webhooks, asJson)) as { stdout: string }).stdout
const URL = 'https://hooks.example.com/gatehouse'

beforeEach(async () => {
  await gatehouse.settled()
  await withoutWebhooks()
})

it('adds, lists, changes, pauses, resumes, gives another secret, and removes', async () => {
  expect(await printed({ does: 'list' })).toBe('There are no webhooks\n')
  const added = await printed({ does: 'add', url: URL, events: ['account.deleted'] })
  const [{ id: stored } = {}] = await rowsOf('webhooks')
  const id = String(stored)
  expect(added).toMatch(
    new RegExp(`^✔ Added ${URL}  ${id}\n  Secret, shown only once: whsec_[A-Za-z0-9+/]{43}=\n$`),
  )
  expect(await printed({ does: 'list' })).toContain(`  ${id}  works  0        0         ${URL}\n`)
  expect(JSON.parse(await printed({ does: 'show', id }, true))).toEqual({
    id,
    url: URL,
    events: ['account.deleted'],
    state: 'works',
    waiting: 0,
    given_up: 0,
    created_at: '2026-11-20T08:00:00.000Z',
  })
  expect(await printed({ does: 'change', id, events: ['account.created'] })).toBe(`✔ ${id} is changed\n`)
  expect(await printed({ does: 'pause', id })).toContain('is paused')
  expect(await printed({ does: 'show', id })).toContain('paused (staff)')
  expect(await printed({ does: 'resume', id })).toContain('is sent messages again')
  expect(await printed({ does: 'rotate', id })).toMatch(/whsec_[A-Za-z0-9+/]{43}=/)
  const question = `${URL} is told nothing more, and what waits is forgotten.\n  To confirm, add --yes`
  expect(await refused(gatehouse, () => give({ does: 'remove', id, isMeant: false }))).toEqual({
    refused: question,
    stdout: '',
    stderr: '',
  })
  expect(await printed({ does: 'remove', id, isMeant: true })).toBe(`✔ ${URL} is removed\n`)
})

it('shows messages that have not arrived, and retries, drops and replays', async () => {
  const { id } = JSON.parse(await printed({ does: 'add', url: URL }, true))
  await noteEvents(gatehouse, 2)
  await gatehouse.settled()
  const [{ event_id: stored } = {}] = await rowsOf('webhook_messages')
  const event = Number(stored)
  const lines = (await printed({ does: 'messages', id })).split('\n')
  expect(lines[0]?.trim().split(/ {2,}/)).toEqual(['EVENT', 'TYPE', 'AT', 'TRIES', 'SENT AGAIN', 'FAULT'])
  expect(lines[1]?.trim().split(/ {2,}/)).toEqual([
    String(event),
    'session.created',
    '2026-11-20T08:00:00.000Z',
    '1',
    '2026-11-20T08:01:00.000Z',
    'HTTP_503',
  ])
  expect(await printed({ does: 'drop', id, event })).toBe('✔ Messages that are forgotten: 1\n')
  await env.DB.exec('update webhook_messages set dead_at = 1')
  expect(await printed({ does: 'retry', id })).toBe('✔ Messages that are sent again: 1\n')
  await printed({ does: 'replay', id, since: 0 })
  expect((await rowsOf('webhook_messages')).length).toBe(2)
})

it('refuses a wrong address, an unknown type and an unknown ID in words, and where webhooks are off', async () => {
  const refusal = async (webhooks: WebhookAction) =>
    ((await refused(gatehouse, () => give(webhooks))) as { refused: string }).refused
  expect(await refusal({ does: 'add', url: 'http://10.0.0.1/' })).toBe('It has to begin with https://.')
  expect(await refusal({ does: 'add', url: URL, events: ['nothing'] })).toBe('“nothing” is not known.')
  expect(await refusal({ does: 'pause', id: 'nobody' })).toBe('There is none with this ID, or none any more')
  const plain = await terminalOf(openGatehouse())({ kind: 'webhooks', webhooks: { does: 'list' } })
  expect(plain).toMatchObject({
    refused: 'Webhooks are off. Write webhooks: true into gatehouse.config.ts',
  })
})
