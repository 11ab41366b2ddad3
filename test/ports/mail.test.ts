import { describe, expect, it, vi } from 'vitest'
import { openMail } from '../../src/ports/mail.ts'
import { settingsFor } from '../support/gatehouse.ts'

const message = { to: 'ada@example.com', subject: 'Hello', text: 'Hello, Ada', html: '<p>Hello, Ada</p>' }
const KEY = '6d5f9bae-a31b-4b7b-82c4-3853eda2b011'
const live = { ENVIRONMENT: 'production', MAIL_FROM: 'gate@example.org' } as Partial<Env>

function openPostOffice(own: Partial<Env>, error?: unknown) {
  const send = vi.fn(async () => {
    if (error) throw error
    return { messageId: 'one' }
  })
  return { send, mail: openMail(settingsFor({ EMAIL: { send } as unknown as SendEmail, ...own })) }
}

describe('mail', () => {
  it('goes out in production, from the address of the settings, and is not kept', async () => {
    const { send, mail } = openPostOffice(live)
    await mail.send(message, KEY)
    expect(send.mock.calls).toEqual([[{ from: 'gate@example.org', ...message }]])
    expect(mail.keepsSent).toBe(false)
  })

  it('names an internationalised domain as DNS writes it', async () => {
    const { send, mail } = openPostOffice(live)
    await mail.send({ ...message, to: 'Ada.B@bücher.example' }, KEY)
    expect(send.mock.calls).toEqual([
      [{ from: 'gate@example.org', ...message, to: 'Ada.B@xn--bcher-kva.example' }],
    ])
  })

  it('stays on the machine in development, where it is kept', async () => {
    const { send, mail } = openPostOffice({ ENVIRONMENT: 'development', MAIL_FROM: 'gate@example.org' })
    await mail.send(message, KEY)
    expect(send).not.toHaveBeenCalled()
    expect(mail.keepsSent).toBe(true)
  })

  it('is tried again when nobody said from whom', async () => {
    const { send, mail } = openPostOffice({ ENVIRONMENT: 'production', MAIL_FROM: '' })
    await expect(mail.send(message, KEY)).rejects.toMatchObject({
      name: 'Misconfigured',
      message: 'MAIL_FROM: missing',
    })
    expect(send).not.toHaveBeenCalled()
  })
})

describe('what Cloudflare Email Service says (FLT-13)', () => {
  const fault = (code?: unknown) => Object.assign(new Error('to ada@example.com'), { code })
  const outcome = (code?: unknown) =>
    openPostOffice(live, fault(code))
      .mail.send(message, KEY)
      .catch(({ name, message }) => `${name}: ${message}`)

  it.each([
    'E_RATE_LIMIT_EXCEEDED',
    'E_DAILY_LIMIT_EXCEEDED',
    'E_DELIVERY_FAILED',
    'E_INTERNAL_SERVER_ERROR',
    'E_SENDER_NOT_VERIFIED',
    'E_SENDER_DOMAIN_NOT_AVAILABLE',
    'E_SOMETHING_NEW',
    undefined,
    7,
  ])('%s is worth another try', async (code) => {
    expect(await outcome(code)).toBe('Error: to ada@example.com')
  })

  it.each([
    'E_VALIDATION_ERROR',
    'E_FIELD_MISSING',
    'E_TOO_MANY_RECIPIENTS',
    'E_RECIPIENT_NOT_ALLOWED',
    'E_CONTENT_TOO_LARGE',
    'E_HEADER_VALUE_INVALID',
    'E_HEADERS_TOO_LARGE',
  ])('%s is for good', async (code) => {
    expect(await outcome(code)).toBe(`Undeliverable: ${code}`)
  })

  it('an address that is suppressed gets nothing more', async () => {
    expect(await outcome('E_RECIPIENT_SUPPRESSED')).toBe('Undeliverable: suppressed')
  })
})

describe('mail over HTTP, as Resend has it', () => {
  const resend = { ...live, MAIL_PROVIDER: 'resend', RESEND_API_KEY: 're_secret' } as Partial<Env>

  function openProvider(status: number, own: Partial<Env> = {}) {
    const asked: Request[] = []
    const mail = openMail(settingsFor({ ...resend, ...own }), async (input, init) => {
      asked.push(new Request(input as string, init))
      return new Response('{"message":"to ada@example.com"}', { status })
    })
    return { asked, mail }
  }

  it('is one request with the key that keeps it from arriving twice', async () => {
    const { asked, mail } = openProvider(200)
    await mail.send(message, KEY)
    const [request] = asked as [Request]
    expect(asked).toHaveLength(1)
    expect([request.method, request.url, request.redirect]).toEqual([
      'POST',
      'https://api.resend.com/emails',
      'manual',
    ])
    expect(Object.fromEntries(request.headers)).toEqual({
      authorization: 'Bearer re_secret',
      'content-type': 'application/json',
      'idempotency-key': KEY,
    })
    const { to, ...others } = message
    expect(await request.json()).toEqual({ from: 'gate@example.org', to: [to], ...others })
  })

  it('goes to another service with the same API', async () => {
    const { asked, mail } = openProvider(202, {
      MAIL_API_URL: 'https://mail.example.org/v1/',
    } as Partial<Env>)
    await mail.send(message, KEY)
    expect(asked[0]?.url).toBe('https://mail.example.org/v1/emails')
  })

  it.each([301, 401, 403, 404, 408, 409, 429, 500, 503])('%i is worth another try', async (status) => {
    await expect(openProvider(status).mail.send(message, KEY)).rejects.toMatchObject({
      name: 'ProviderError',
      code: `HTTP_${status}`,
      message: `status ${status}`,
    })
  })

  it.each([400, 422])('%i is for good', async (status) => {
    await expect(openProvider(status).mail.send(message, KEY)).rejects.toMatchObject({
      name: 'Undeliverable',
      message: `HTTP_${status}`,
    })
  })

  it('is tried again when there is no key to it, and in development it is not sent at all', async () => {
    const { asked, mail } = openProvider(200, { RESEND_API_KEY: '' } as Partial<Env>)
    await expect(mail.send(message, KEY)).rejects.toMatchObject({ message: 'RESEND_API_KEY: missing' })
    const local = openProvider(200, { ENVIRONMENT: 'development' })
    await local.mail.send(message, KEY)
    expect([...asked, ...local.asked]).toEqual([])
  })
})
