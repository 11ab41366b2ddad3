import type * as z from 'zod'
import { Problem } from './account-refusals.ts'
import { User, UserList, WaitList } from './account-users.ts'
import { answer, type Operations } from './api.ts'

const ABOUT_USER = { 403: Problem, 404: Problem }
const STAFF = 'Refuses everybody but staff with 403, before anything is looked up.'
const SOMEBODY = `${STAFF} An ID of nobody is 404.`
const NOT_OWN = `${SOMEBODY} Your own account is 403.`
const accounts = 'Staff: accounts'
const sessions = 'Staff: sessions'
const taken = answer(Problem, {
  example: {
    type: 'urn:gatehouse:problem:taken',
    title: 'This belongs to somebody else.',
    status: 409,
    errors: [{ parameter: 'username', detail: 'This is not valid.' }],
  },
})

/** What staff do with accounts. */
export const staffOperations = (SessionList: z.ZodType, EventList: z.ZodType): Operations => ({
  'GET /account/admin/users': {
    name: 'listUsers',
    summary: 'List the users',
    tag: accounts,
    does: 'Returns a page of everybody, or of whom `search`, `only` or `old_id` finds, and where the next page is.',
    refuses: `${STAFF} A \`limit\` that is not from 1 to 1,000 is 400.`,
    costs: [
      'a page of two of everybody, for staff',
      'a search that finds nobody, for staff',
      'a search by the id in another system, for staff',
    ],
    responses: { 200: UserList, 403: Problem },
  },
  'GET /account/admin/users/{id}': {
    name: 'getUser',
    summary: 'Read an account',
    tag: accounts,
    does: 'Returns an account, and whether it has a second factor.',
    refuses: SOMEBODY,
    costs: [],
    responses: { 200: User, ...ABOUT_USER },
  },
  'PATCH /account/admin/users/{id}': {
    name: 'changeUser',
    summary: 'Change an account',
    tag: accounts,
    does: 'Changes the fields that are sent, also those that owners may not write, and leaves the others. The owner is told by email.',
    refuses: `${STAFF} An ID of nobody is 404, and a new email address of another member of staff is 403. A username or an email address that another account has is 409.`,
    costs: [],
    example: { first_name: 'Ada' },
    responses: { 200: User, ...ABOUT_USER, 409: taken },
  },
  'DELETE /account/admin/users/{id}': {
    name: 'deleteUser',
    summary: 'Delete an account',
    tag: accounts,
    does: 'Deletes an account with its sessions and pictures, with your own password. Its JWTs end with it.',
    refuses: `${NOT_OWN} A wrong password is 400.`,
    costs: [],
    responses: { 204: null, ...ABOUT_USER },
  },
  'POST /account/admin/users/{id}/disable': {
    name: 'disableUser',
    summary: 'Disable an account',
    tag: accounts,
    does: 'Lets somebody sign in no more. Sessions, JWTs and emailed links end. `reason` is for staff to read.',
    refuses: NOT_OWN,
    costs: ['disabling or enabling, by staff'],
    example: { reason: 'Asked for it by phone' },
    responses: { 204: null, ...ABOUT_USER },
  },
  'POST /account/admin/users/{id}/enable': {
    name: 'enableUser',
    summary: 'Enable an account',
    tag: accounts,
    does: 'Lets somebody sign in again. What ended stays ended. `reason` is for staff to read.',
    refuses: SOMEBODY,
    costs: ['disabling or enabling, by staff'],
    example: { reason: 'Asked for it by phone' },
    responses: { 204: null, ...ABOUT_USER },
  },
  'POST /account/admin/users/{id}/promote': {
    name: 'promoteUser',
    summary: 'Make somebody staff',
    tag: accounts,
    does: 'Gives the rights of staff, with your own password.',
    refuses: `${SOMEBODY} A wrong password is 400.`,
    costs: [],
    responses: { 204: null, ...ABOUT_USER },
  },
  'POST /account/admin/users/{id}/demote': {
    name: 'demoteUser',
    summary: 'Take the rights of staff away',
    tag: accounts,
    does: 'Takes the rights of staff away.',
    refuses: NOT_OWN,
    costs: [],
    responses: { 204: null, ...ABOUT_USER },
  },
  'POST /account/admin/users/{id}/send_reset': {
    name: 'sendUserReset',
    summary: 'Send a link for a new password',
    tag: accounts,
    does: 'Sends somebody the email with the link for a new password, if the account has an email address and is active. The answer is the same if not.',
    refuses: SOMEBODY,
    costs: [],
    responses: { 204: null, ...ABOUT_USER },
  },
  'POST /account/admin/users/{id}/send_verification': {
    name: 'sendUserVerification',
    summary: 'Send a link to confirm an email address',
    tag: accounts,
    does: 'Sends somebody the email with the link to confirm their email address, if it is not confirmed. The answer is the same if it is.',
    refuses: SOMEBODY,
    costs: [],
    responses: { 204: null, ...ABOUT_USER },
  },
  'DELETE /account/admin/users/{id}/second-factor': {
    name: 'resetSecondFactor',
    summary: 'Take somebody’s second factor away',
    tag: accounts,
    does: 'Takes the second factor away and ends all sessions. The owner is told by email.',
    refuses: `${NOT_OWN} So is that of other staff where a second factor is required, and without a recent proof of your own.`,
    costs: [],
    responses: { 204: null, ...ABOUT_USER },
  },
  'GET /account/admin/users/{id}/waits': {
    name: 'getUserWaits',
    summary: 'Read somebody’s waits after wrong passwords',
    tag: sessions,
    does: 'Returns until when somebody has to wait after wrong passwords: at clients from which they signed in before, and at all others.',
    refuses: SOMEBODY,
    costs: [],
    responses: { 200: WaitList, ...ABOUT_USER },
  },
  'DELETE /account/admin/users/{id}/waits': {
    name: 'forgetUserTries',
    summary: 'End somebody’s waits after wrong passwords',
    tag: sessions,
    does: 'Lets somebody sign in without a wait.',
    refuses: SOMEBODY,
    costs: [],
    responses: { 204: null, ...ABOUT_USER },
  },
  'GET /account/admin/users/{id}/sessions': {
    name: 'listUserSessions',
    summary: 'List where somebody is signed in',
    tag: sessions,
    does: 'Returns their sessions at all APIs, a page at a time, the newest first.',
    refuses: SOMEBODY,
    costs: [],
    responses: { 200: SessionList, ...ABOUT_USER },
  },
  'DELETE /account/admin/users/{id}/sessions': {
    name: 'endUserSessions',
    summary: 'Sign somebody out everywhere',
    tag: sessions,
    does: 'Ends all of their sessions.',
    refuses: SOMEBODY,
    costs: ['end of all of somebody’s sessions, by staff'],
    responses: { 204: null, ...ABOUT_USER },
  },
  'DELETE /account/admin/users/{id}/sessions/{session}': {
    name: 'endUserSession',
    summary: 'End one of somebody’s sessions',
    tag: sessions,
    does: 'Ends one of their sessions.',
    refuses: `${SOMEBODY} So is a session that is none of theirs.`,
    costs: [],
    responses: { 204: null, ...ABOUT_USER },
  },
  'GET /account/admin/users/{id}/events': {
    name: 'listUserEvents',
    summary: 'List what happened to somebody’s account',
    tag: sessions,
    does: 'Returns sign-ins, sign-outs and changes, a page at a time, the newest first.',
    refuses: SOMEBODY,
    costs: [],
    responses: { 200: EventList, ...ABOUT_USER },
  },
})
