import { join } from 'node:path'
import axe from 'axe-core'
import { type Browser, type BrowserContextOptions, chromium, devices, type Page } from 'playwright-core'
import { afterAll, inject, onTestFinished } from 'vitest'

const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa', 'best-practice']

export type Look = { javaScript?: boolean; colorScheme?: 'light' | 'dark'; phone?: boolean }

let launched: Promise<Browser> | undefined

const browser = () => {
  launched ??= chromium.launch({ executablePath: inject('chromium'), args: ARGUMENTS })
  return launched
}

afterAll(async () => {
  await (await launched)?.close()
})

const optionsFor = ({ javaScript = true, colorScheme = 'light', phone = false }: Look) => {
  const { defaultBrowserType, ...pixel } = devices['Pixel 7'] ?? {}
  return {
    ...(phone && pixel),
    baseURL: inject('origin'),
    javaScriptEnabled: javaScript,
    colorScheme,
    reducedMotion: 'reduce',
  } satisfies BrowserContextOptions
}

const complaints = new WeakMap<Page, string[]>()
const looks = new WeakMap<Page, Look>()

const listenTo = (page: Page) => {
  const heard: string[] = []
  complaints.set(page, heard)
  page.on('pageerror', ({ message }) => void heard.push(message))
  page.on('console', (message) => {
    if (message.type() === 'error') heard.push(`${message.text()} (${message.location().url})`)
  })
}

/** A page without a past, closed when the running test ends. Paths lead to the API of the tests. */
export const openPage = async (look: Look = {}): Promise<Page> => {
  const context = await (await browser()).newContext(optionsFor(look))
  onTestFinished(() => context.close())
  const page = await context.newPage()
  listenTo(page)
  looks.set(page, look)
  return page
}

/** Exceptions and errors on the console since a page was opened: what the policy stopped is among them. */
export const complaintsOf = (page: Page): string[] => complaints.get(page) ?? []

type Axe = { axe: typeof axe }

const runAxe = async (page: Page, except: string[]) => {
  // The policy of the pages stops script tags, but not what the browser itself is asked to evaluate.
  for (const frame of page.frames()) await frame.evaluate(axe.source)
  return page.evaluate(
    ([values, exclude]) =>
      (globalThis as unknown as Axe).axe.run({ exclude }, { runOnly: { type: 'tag', values } }),
    [RULES, except] as const,
  )
}

/** axe is a script with timers, and so sees a page without scripts as a copy in one that has none to run. */
const copyForAxe = async (page: Page): Promise<Page> => {
  const body = (await page.content()).replace(/<script\b.*?<\/script>|<\/?noscript>/gs, '')
  const copy = await openPage({ ...looks.get(page), javaScript: true })
  await copy.route('**', (route, request) =>
    request.isNavigationRequest() && request.frame() === copy.mainFrame()
      ? route.fulfill({ contentType: 'text/html; charset=utf-8', body })
      : route.fallback(),
  )
  await copy.goto(page.url())
  return copy
}

/**
 * What axe finds in a page: the rule, what it asks for, where, and what is there. It sees into frames, but not into
 * those whose sandbox forbids scripts. `except` are selectors of what is not looked at; say beside them why.
 */
export const violationsOf = async (page: Page, except: string[] = []): Promise<string[]> => {
  const hasScripts = looks.get(page)?.javaScript !== false
  const { violations } = await runAxe(hasScripts ? page : await copyForAxe(page), except)
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, any, all, none }) => {
      const seen = [...any, ...all, ...none].map(({ message }) => message).join('; ')
      return `${id}: ${help} – ${target.flat().join(' ')}: ${seen}`
    }),
  )
}

/** Keeps a picture of the whole page in test/pages/screenshots, in `npm run screenshots` only. */
export const screenshot = async (page: Page, name: string) => {
  if (!process.env.SCREENSHOTS) return
  const path = join(import.meta.dirname, '../screenshots', `${name}.png`)
  await page.screenshot({ path, fullPage: true, animations: 'disabled' })
}
