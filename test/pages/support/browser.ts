import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type axe from 'axe-core'
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  devices,
  type Page,
} from 'playwright-core'
import { inject, onTestFinished } from 'vitest'

const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** How long, in milliseconds, what has to come may take on a busy machine. */
export const SOON = { timeout: 60_000 }

const RULES: axe.RunOnly = {
  type: 'tag',
  values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa', 'best-practice'],
}
/** What it is as a script, without the comments and the long names of the module. */
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const COLOUR_RULES: axe.RunOnly = { type: 'rule', values: ['color-contrast', 'link-in-text-block'] }

export type Look = { javaScript?: boolean; colorScheme?: 'light' | 'dark'; phone?: boolean }

/** Every page has to work for both. */
export const READERS: [string, Look][] = [
  ['with JavaScript', {}],
  ['without JavaScript', { javaScript: false }],
]

let launched: Promise<Browser> | undefined

/** One for all files of this process. It closes when the process ends. */
const browser = () => {
  launched ??= chromium.launch({ executablePath: inject('chromium'), args: ARGUMENTS })
  return launched
}

const optionsFor = ({ javaScript = true, colorScheme = 'light', phone = false }: Look) => {
  const { defaultBrowserType, ...pixel } = devices['Pixel 7'] ?? {}
  return {
    ...(phone && pixel),
    viewport: phone ? { width: 390, height: 844 } : { width: 1000, height: 700 },
    // Pictures are kept in the repository, and so are small.
    deviceScaleFactor: 1,
    baseURL: inject('origin'),
    javaScriptEnabled: javaScript,
    colorScheme,
    reducedMotion: 'reduce',
  } satisfies BrowserContextOptions
}

const complaints = new WeakMap<BrowserContext, string[]>()
const looks = new WeakMap<BrowserContext, Look>()

const isStatus = (text: string) =>
  text.startsWith('Failed to load resource: the server responded with a status')

const listenTo = (page: Page) => {
  const heard = complaintsOf(page)
  const visited = new Set<string>()
  page.on('request', (request) => {
    if (request.isNavigationRequest()) visited.add(request.url())
  })
  page.on('pageerror', ({ message }) => void heard.push(message))
  page.on('console', (message) => {
    const { url } = message.location()
    // A page that refuses something says so to the reader, and by its status: that alone is no error.
    if (isStatus(message.text()) && visited.has(url)) return
    if (message.type() === 'error') heard.push(`${message.text()} (${url})`)
  })
}

const openContext = async (look: Look): Promise<BrowserContext> => {
  const context = await (await browser()).newContext(optionsFor(look))
  context.setDefaultTimeout(SOON.timeout)
  complaints.set(context, [])
  looks.set(context, look)
  context.on('page', listenTo)
  return context
}

/** A page without a past, closed when the running test ends. Paths lead to the API of the tests. */
export const openPage = async (look: Look = {}): Promise<Page> => {
  const context = await openContext(look)
  onTestFinished(() => context.close())
  return context.newPage()
}

const shared = new Map<string, Promise<Page>>()

const openShared = async (look: Look): Promise<Page> => {
  const context = await openContext(look)
  // Once, for to send it takes longer than to run it.
  await context.addInitScript({ content: AXE })
  return context.newPage()
}

/**
 * The page of the last test that asked for one of this look, without its cookies and complaints, or a new one. It takes
 * half a second less than `openPage`, and is for what leaves nothing else behind.
 */
export const sharedPage = async (look: Look): Promise<Page> => {
  const key = JSON.stringify(look)
  const opened = shared.get(key) ?? openShared(look)
  shared.set(key, opened)
  const page = await opened
  await page.context().clearCookies()
  await setColours(page, look.colorScheme ?? 'light')
  complaintsOf(page).length = 0
  return page
}

/** Changes the colours that the reader prefers, and waits until no colour is on its way to another. */
export const setColours = async (page: Page, colorScheme: 'light' | 'dark') => {
  await page.emulateMedia({ colorScheme })
  await page.evaluate(() => Promise.allSettled(document.getAnimations().map(({ finished }) => finished)))
  looks.set(page.context(), { ...looks.get(page.context()), colorScheme })
}

/** Whether a page has to be scrolled sideways. */
export const isTooWide = (page: Page): Promise<boolean> =>
  page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth)

/**
 * Exceptions and errors on the console since a page was opened, and of the tabs that it opened: what the policy stopped
 * is among them.
 */
export const complaintsOf = (page: Page): string[] => complaints.get(page.context()) ?? []

type Axe = { axe: typeof axe }

/** What axe leaves out: parts of a page by their selectors, and rules by their names. Say beside them why. */
export type Exemption = { parts?: string[]; rules?: string[] }

const runAxe = async (page: Page, { parts = [], rules = [] }: Exemption, runOnly: axe.RunOnly) => {
  // The policy of the pages stops script tags, but not what the browser itself is asked to evaluate.
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(AXE)
  const options = {
    runOnly,
    rules: Object.fromEntries(rules.map((rule) => [rule, { enabled: false }])),
    iframes: false,
  }
  return page.evaluate(([exclude, how]) => (globalThis as unknown as Axe).axe.run({ exclude }, how), [
    parts,
    options,
  ] as const)
}

/** An email shown by itself has the origin of no one, and a policy that lets nothing run. */
const isSandboxed = (page: Page) => page.evaluate(() => globalThis.origin === 'null')

/** axe is a script with timers, and so sees a page that may run none as a copy in one that has none to run. */
const copyForAxe = async (page: Page): Promise<Page> => {
  const body = (await page.content()).replace(/<script\b.*?<\/script>|<\/?noscript>/gs, '')
  const copy = await openPage({ ...looks.get(page.context()), javaScript: true })
  await copy.route('**', (route, request) =>
    request.isNavigationRequest() && request.frame() === copy.mainFrame()
      ? route.fulfill({ contentType: 'text/html; charset=utf-8', body })
      : route.fallback(),
  )
  await copy.goto(page.url())
  return copy
}

const findViolations = async (page: Page, except: Exemption, runOnly: axe.RunOnly): Promise<string[]> => {
  const mayRun = looks.get(page.context())?.javaScript !== false && !(await isSandboxed(page))
  const { violations } = await runAxe(mayRun ? page : await copyForAxe(page), except, runOnly)
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, any, all, none }) => {
      const seen = [...any, ...all, ...none].map(({ message }) => message).join('; ')
      return `${id}: ${help} – ${target.flat().join(' ')}: ${seen}`
    }),
  )
}

/**
 * What axe finds in a page: the rule, what it asks for, where, and what is there. It does not look into frames: the one
 * frame that there is shows an email, which has an address of its own.
 */
export const violationsOf = (page: Page, except: Exemption = {}): Promise<string[]> =>
  findViolations(page, except, RULES)

/** The same of colours alone, for a page that was looked at in others. */
export const colourViolationsOf = (page: Page, except: Exemption = {}): Promise<string[]> =>
  findViolations(page, except, COLOUR_RULES)

/** Keeps a picture of what is seen of a page first in test/pages/screenshots, in `npm run screenshots` only. */
export const screenshot = async (page: Page, name: string) => {
  if (!process.env.SCREENSHOTS) return
  const path = join(import.meta.dirname, '../screenshots', `${name}.png`)
  await page.screenshot({ path, animations: 'disabled' })
}
