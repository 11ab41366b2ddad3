import type { Ports } from '../../ports/ports.ts'

const PROGRAM = 80

/** Two slashes, and dots but those within a version: mail programs make a link of `evil.example`, too. */
const OF_LINKS = /\/\/+|\.(?!\d)|(?<!\d)\./g

/**
 * The client as the email tells it. The program is what it calls itself, and anybody may ask for an email to somebody else:
 * nothing in it may look like a link.
 */
export function whoSignsIn({ clientInfo, clock }: Pick<Ports, 'clientInfo' | 'clock'>) {
  const program = clientInfo.userAgent.replace(/[^\w .,;()/+-]/g, '').replace(OF_LINKS, ' ')
  const time = new Date(clock.now()).toISOString().slice(0, 16).replace('T', ' ')
  return { program: program.slice(0, PROGRAM) || '-', place: clientInfo.location ?? '-', time: `${time} UTC` }
}
