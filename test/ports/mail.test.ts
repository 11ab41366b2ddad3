import { describe, expect, it, vi } from 'vitest'
import { openMail } from '../../src/ports/mail.ts'
import { settingsFor } from '../support/house.ts'

const letter = { to: 'ada@example.com', subject: 'Hello', text: 'Hello, Ada', html: '<p>Hello, Ada</p>' }

function openPostOffice(own: Partial<Env>) {
  const send = vi.fn(async () => ({ messageId: 'one' }))
  return { send, mail: openMail(settingsFor({ EMAIL: { send } as unknown as SendEmail, ...own })) }
}

describe('mail', () => {
  it('goes out in production, from the address of the settings, and is not kept', async () => {
    const { send, mail } = openPostOffice({ ENVIRONMENT: 'production', MAIL_FROM: 'gate@example.org' })
    await mail.send(letter)
    expect(send.mock.calls).toEqual([[{ from: 'gate@example.org', ...letter }]])
    expect(mail.keepsSent).toBe(false)
  })

  it('stays on the machine in development, where it is kept', async () => {
    const { send, mail } = openPostOffice({ ENVIRONMENT: 'development', MAIL_FROM: 'gate@example.org' })
    await mail.send(letter)
    expect(send).not.toHaveBeenCalled()
    expect(mail.keepsSent).toBe(true)
  })

  it('is tried again when nobody said from whom', async () => {
    const { send, mail } = openPostOffice({ ENVIRONMENT: 'production', MAIL_FROM: '' })
    await expect(mail.send(letter)).rejects.toMatchObject({
      name: 'Misconfigured',
      message: 'MAIL_FROM: missing',
    })
    expect(send).not.toHaveBeenCalled()
  })
})
