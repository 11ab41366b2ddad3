import { boolean, date, defineConfig, email, integer, text, url } from '../../src/configuration.ts'
import type { Config } from '../../src/ports/config.ts'

/* The projects of the recorded conversations in configured/, as `npm run setup` writes them. */

const OTHERS_OFF = { profile: false, users: false, management: false, express: false } as const

export const configurations: Record<string, Config> = {
  'email-login': defineConfig({
    loginField: 'email',
    usernames: false,
    ids: 'integer',
    apis: {
      ...OTHERS_OFF,
      djoser: {
        at: ['/api/auth/'],
        tokens: false,
        views: { 'jwt/blacklist': [], 'jwt/logout': [] },
        trench: false,
        settings: {
          USER_CREATE_PASSWORD_RETYPE: true,
          SET_PASSWORD_RETYPE: true,
          PASSWORD_RESET_CONFIRM_RETYPE: true,
          SEND_CONFIRMATION_EMAIL: true,
          AUTH_HEADER_TYPES: ['JWT'],
        },
      },
    },
    fields: {
      email: email({ maxLength: 255, required: true, write: 'registration', label: 'email' }),
      first_name: text({ maxLength: 255, required: true }),
      last_name: text({ maxLength: 255, required: true }),
    },
    variables: {
      FRONT_END_URL: 'https://app.example.com',
      SEND_ACTIVATION_EMAIL: 'true',
      PASSWORD_RESET_CONFIRM_URL: 'password/reset/confirm/{uid}/{token}',
      USERNAME_RESET_CONFIRM_URL: 'email/reset/confirm/{uid}/{token}',
      ACTIVATION_URL: 'activate/{uid}/{token}',
      JWT_ACCESS_SECONDS: '3600',
      JWT_REFRESH_SECONDS: '86400',
    },
  }),
  'username-and-email': defineConfig({
    loginField: 'email',
    ids: 'integer',
    apis: {
      ...OTHERS_OFF,
      djoser: {
        at: ['/api/v1/auth'],
        trench: false,
        authentication: ['jwt', 'tokens'],
        openRoot: true,
      },
    },
    fields: {
      email: email({ required: true, write: 'registration' }),
      first_name: text({ maxLength: 150, blank: true }),
      last_name: text({ maxLength: 150, blank: true }),
    },
    variables: {
      FRONT_END_URL: 'https://shop.example.com',
      PASSWORD_RESET_CONFIRM_URL: 'reset-password/{uid}/{token}',
      JWT_ACCESS_SECONDS: '3600',
      JWT_REFRESH_SECONDS: '604800',
      ROTATE_REFRESH_TOKENS: 'true',
    },
  }),
  'profile-fields': defineConfig({
    apis: {
      ...OTHERS_OFF,
      djoser: {
        at: ['/'],
        jwt: false,
        trench: false,
        settings: { LOGOUT_ON_PASSWORD_CHANGE: true, SET_USERNAME_RETYPE: true, HIDE_USERS: false },
      },
    },
    fields: {
      username: text({ write: 'registration' }),
      email: email({ required: true, label: 'email' }),
      phone: text({ maxLength: 20, required: true, unique: true }),
      birth_date: date({ null: true }),
      bio: text({ blank: true }),
      is_seller: boolean(),
      score: integer({ default: 0, write: 'staff' }),
      avatar: url({ maxLength: 200, blank: true }),
    },
    variables: {
      FRONT_END_URL: 'https://market.example.com',
      PASSWORD_RESET_CONFIRM_URL: 'account/new-password?uid={uid}&token={token}',
      USERNAME_RESET_CONFIRM_URL: 'account/new-name?uid={uid}&token={token}',
    },
  }),
}
