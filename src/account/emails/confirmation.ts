import type { PreparedJob } from '../../ports/outbox.ts'
import type { Ports } from '../../ports/ports.ts'
import type { Account } from '../../ports/schema.ts'
import type { EmailPorts } from '../one-time-tokens/one-time-link.ts'
import { confirmationEmail } from './emails.ts'

/** djoser's email that the account can be used, if the configuration asks for it and there is an address. */
export const confirmationOf = async (
  ports: EmailPorts & Pick<Ports, 'outbox'>,
  account: Account,
): Promise<PreparedJob[]> =>
  ports.config.apis.djoser.settings.SEND_CONFIRMATION_EMAIL && account.email !== ''
    ? ports.outbox.prepare({ kind: 'email', message: confirmationEmail(ports, account) })
    : []
