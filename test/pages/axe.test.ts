import { describe, expect, it } from 'vitest'
import { type Look, openPage, violationsOf } from './support/browser.ts'

/** What is awaited before axe looks, and what it leaves out. */
type Visit = { ready: string; except?: string[] }

const VISITS: [path: string, Visit][] = [
  // The markup of swagger-ui nests buttons and has small links. The introduction still lacks a landmark around it.
  ['/docs', { ready: '#reference .opblock', except: ['#reference', '.intro'] }],
  ['/dev/mailbox', { ready: 'h1' }],
]

const LOOKS: [string, Look][] = [
  ['in light colours', {}],
  ['in dark colours', { colorScheme: 'dark' }],
  ['on a phone', { phone: true }],
  ['on a phone in dark colours', { phone: true, colorScheme: 'dark' }],
]

describe.each(VISITS)('%s', (path, { ready, except }) => {
  it.each(LOOKS)('gives axe nothing to object to %s', async (_, look) => {
    const page = await openPage(look)
    await page.goto(path)
    await page.locator(ready).first().waitFor()
    expect(await violationsOf(page, except)).toEqual([])
  })
})
