import type { Settings } from '../ports/settings.ts'

const ON_THIS_MACHINE = /^https?:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/

/**
 * Whether front ends of this origin may call from a browser: those in CORS_ORIGINS and, in development, all on this
 * machine.
 */
export const mayCall = ({ CORS_ORIGINS, ENVIRONMENT }: Settings, origin: string): boolean =>
  CORS_ORIGINS.includes(origin) || (ENVIRONMENT === 'development' && ON_THIS_MACHINE.test(origin))
