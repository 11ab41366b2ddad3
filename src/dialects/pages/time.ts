import { html } from 'hono/html'

const TIME = { dateStyle: 'medium', timeStyle: 'medium', timeZone: 'UTC' } as const

/** A time, in milliseconds, as pages show it. */
export const timeOf = (at: number) =>
  html`<time datetime="${new Date(at).toISOString()}">${new Date(at).toLocaleString('en-GB', TIME)} UTC</time>`

/** The day of a time, in milliseconds. */
export const dayOf = (at: number) =>
  html`<time datetime="${new Date(at).toISOString()}">${new Date(at).toLocaleDateString('en-GB', { dateStyle: 'medium', timeZone: 'UTC' })}</time>`
