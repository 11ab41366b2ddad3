/** What is measured. A peer may lack some of it. */
export const OPERATIONS = [
  'registration',
  'login',
  'read',
  'read-jwt',
  'refresh',
  'verify',
  'logout',
  'password',
] as const

export type Operation = (typeof OPERATIONS)[number]

export const titleOf: Record<Operation, string> = {
  registration: 'Registration',
  login: 'Login',
  read: 'Authenticated read, token',
  'read-jwt': 'Authenticated read, JWT',
  refresh: 'JWT refresh',
  verify: 'JWT verify',
  logout: 'Logout',
  password: 'Password change',
}

/**
 * `plain`: as it is. `slow`: every D1 round trip takes 10 ms more. `hashless`: PBKDF2 answers at once, so that what is
 * left is the work beside the hash.
 */
export type Condition = 'plain' | 'slow' | 'hashless'

/** How much longer, in milliseconds, each round trip to D1 takes, each to KV, and that of the client to the Worker. */
export type Distance = { d1: number; kv: number; client: number }
