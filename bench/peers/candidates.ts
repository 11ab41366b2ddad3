import { OPERATIONS } from '../operations.ts'
import { openBetterAuth } from './better-auth.ts'
import { openBare, openHonoD1 } from './floors.ts'
import { openGatehouse } from './gatehouse.ts'
import type { Candidate } from './peer.ts'

/** A JWT of Better Auth's is for others to verify: its own APIs take none. */
const ofBetterAuth = OPERATIONS.filter((operation) => operation !== 'read-jwt')

/** Everybody that is measured, in turn. */
export const CANDIDATES: Candidate[] = [
  {
    name: 'gatehouse',
    title: 'Gatehouse',
    worker: 'worker',
    operations: [...OPERATIONS],
    open: openGatehouse(),
  },
  {
    name: 'better-auth',
    title: 'Better Auth',
    worker: 'better-auth',
    operations: ofBetterAuth,
    open: openBetterAuth({ joins: false }),
  },
  {
    name: 'better-auth-joins',
    title: 'Better Auth, joins',
    worker: 'better-auth',
    operations: ofBetterAuth,
    open: openBetterAuth({ joins: true }),
  },
  { name: 'hono', title: 'Bare Hono', worker: 'hono', operations: ['read'], open: openBare },
  { name: 'hono-d1', title: 'Hono, one D1 read', worker: 'hono-d1', operations: ['read'], open: openHonoD1 },
  {
    name: 'hash',
    title: 'Bare hash',
    worker: 'bare-hash',
    operations: ['registration', 'login', 'password'],
    open: openBare,
  },
  {
    name: 'gatehouse-log',
    title: 'Gatehouse, request log on',
    worker: 'worker',
    operations: ['read'],
    open: openGatehouse({ vars: { REQUEST_LOG: 'true' } }),
  },
]
