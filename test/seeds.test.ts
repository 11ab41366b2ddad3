import { describe, expect, it } from 'vitest'
import { callerOf } from './support/caller.ts'
import { openGatehouse } from './support/gatehouse.ts'
import { signUp } from './support/people.ts'

const gatehouse = openGatehouse()
const { call } = callerOf(gatehouse)

/** What the caller has to bring: nothing, or a login. */
type Api = [title: string, method: string, path: string, needs: 'nothing' | 'a login']

/** The APIs that the five documents name, in their order. */
const seeds: Record<string, Api[]> = {
  '000: a person and their profile': [
    ['User Registration', 'POST', '/api/register/', 'nothing'],
    ['User Login', 'POST', '/api/login/', 'nothing'],
    ['User Profile', 'GET', '/api/profile/', 'a login'],
    ['User Profile (update)', 'PUT', '/api/profile/', 'a login'],
    ['Change Password', 'PUT', '/api/change_password/', 'a login'],
    ['User Logout', 'POST', '/api/logout/', 'a login'],
  ],
  '001: djoser': [
    ['User Registration', 'POST', '/auth/users/', 'nothing'],
    ['User Login', 'POST', '/auth/token/login/', 'nothing'],
    ['User Logout', 'POST', '/auth/token/logout/', 'a login'],
    ['User Profile Details', 'GET', '/auth/users/me/', 'a login'],
    ['User Profile Update', 'PUT', '/auth/users/me/', 'a login'],
    ['Password Reset Request', 'POST', '/auth/users/reset_password/', 'nothing'],
    ['Password Reset Confirmation', 'POST', '/auth/users/reset_password_confirm/', 'nothing'],
    ['User Login (JWT)', 'POST', '/auth/jwt/create/', 'nothing'],
    ['JWT Token Refresh', 'POST', '/auth/jwt/refresh/', 'nothing'],
    ['JWT Token Verify', 'POST', '/auth/jwt/verify/', 'nothing'],
  ],
  '002: accounts as a collection': [
    ['Register a new user account', 'POST', '/api/v1/users/', 'nothing'],
    ["Get a user's profile information", 'GET', '/api/v1/users/{id}/', 'a login'],
    ['Update your profile information', 'PUT', '/api/v1/users/{id}/', 'a login'],
    ['Update your profile information', 'PATCH', '/api/v1/users/{id}/', 'a login'],
    ['User login', 'POST', '/api-token-auth/', 'nothing'],
  ],
  '003: user management': [
    ['Register User', 'POST', '/api/v1/users/', 'nothing'],
    ['Get User', 'GET', '/api/v1/users/{id}/', 'a login'],
    ['Update User', 'PUT', '/api/v1/users/{id}/', 'a login'],
    ['Update User', 'PATCH', '/api/v1/users/{id}/', 'a login'],
    ['Delete User', 'DELETE', '/api/v1/users/{id}/', 'a login'],
    // The table asks for a token here and at the last three, which nobody can have who wants one or forgot a password.
    ['Get Auth Token', 'POST', '/api-token-auth/', 'nothing'],
    ['Change User Password', 'POST', '/api/v1/users/{id}/', 'a login'],
    ['Send Email verification', 'POST', '/api/password_reset/', 'nothing'],
    ['Validate email verification token', 'POST', '/api/password_reset/validate_token/', 'nothing'],
    ['Change password by email token', 'POST', '/api/password_reset/confirm/', 'nothing'],
  ],
  '004: an Express back end': [
    ['User Registration API', 'POST', '/api/v1/users/register', 'nothing'],
    ['User Login API', 'POST', '/api/v1/users/login', 'nothing'],
    ['User Logout API', 'POST', '/api/v1/users/logout', 'a login'],
  ],
}

describe.each(Object.entries(seeds))('document %s', (_, apis) => {
  it.each(apis)('%s: %s %s needs %s', async (_title, method, path, needs) => {
    const { id, token } = await signUp(gatehouse)
    const address = path.replace('{id}', id)
    for (const spelling of [address.replace(/\/?$/, '/'), address.replace(/\/$/, '')]) {
      const { status } = await call(method, spelling)
      // Without a body, an open API has something to complain of; a closed one does not come to that.
      expect([spelling, status]).toEqual([spelling, needs === 'a login' ? 401 : 400])
    }
    if (needs === 'a login')
      expect([200, 204, 400]).toContain((await call(method, address, { token })).status)
  })
})
