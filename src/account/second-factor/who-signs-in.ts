import type { Ports } from '../../ports/ports.ts'

const PROGRAM = 80

/** The client as the email tells it. The program is what it calls itself: nothing in it may look like a link. */
export function whoSignsIn({ clientInfo, clock }: Pick<Ports, 'clientInfo' | 'clock'>) {
  const program = clientInfo.userAgent.replace(/[^\w .,;()/+-]/g, '').replace(/\/\/+|www\./gi, ' ')
  const time = new Date(clock.now()).toISOString().slice(0, 16).replace('T', ' ')
  return { program: program.slice(0, PROGRAM) || '-', place: clientInfo.location ?? '-', time: `${time} UTC` }
}
