import type { Brand } from '../../ports/brand.ts'
import { nearestName } from './nearest-name.ts'

const KEYS = ['logo', 'accent', 'support', 'app', 'returnTo']

/** WCAG 2.2 AA, for text. */
const LEAST_CONTRAST = 4.5

/** What is behind the accent, and what is on it (pages/browser/base.css). */
const PAPERS = {
  light: { behind: ['#f7f6f3', '#ffffff', '#f1efea'], on: '#ffffff' },
  dark: { behind: ['#14171a', '#1b1f23', '#101316'], on: '#0c1a18' },
} as const

/** What is wrong with the brand of a configuration. */
export function checkBrand(brand: Brand): string[] {
  if (typeof brand !== 'object' || brand === null) return ['brand is not an object']
  const { logo, accent, support, app, returnTo = [] } = brand
  return [
    ...Object.keys(brand)
      .filter((name) => !KEYS.includes(name))
      .map((name) => {
        const meant = nearestName(name, KEYS)
        return `brand.${name} is not known${meant === undefined ? '' : `: is it ${meant}?`}`
      }),
    ...(logo === undefined || /^brand\/[\w-]+\.(svg|png)$/.test(logo)
      ? []
      : [`brand.logo is ${JSON.stringify(logo)}, and has to be an SVG or PNG file such as 'brand/logo.svg'`]),
    ...(accent === undefined ? [] : checkAccent(accent)),
    ...(support === undefined || /^[^\s@<>"]+@[^\s@<>"]+\.[^\s@<>"]+$/.test(support)
      ? []
      : [`brand.support is ${JSON.stringify(support)}, which is no email address`]),
    ...(app === undefined ? [] : checkAddress('brand.app', app)),
    ...(Array.isArray(returnTo)
      ? returnTo.flatMap((address, at) => checkAddress(`brand.returnTo[${at}]`, address))
      : ['brand.returnTo is not a list of addresses']),
  ]
}

function checkAddress(where: string, address: unknown): string[] {
  const url = typeof address === 'string' && URL.canParse(address) ? new URL(address) : undefined
  const isLocal = url?.protocol === 'http:' && /^(localhost|127\.0\.0\.1)$/.test(url.hostname)
  const isGood = url !== undefined && (url.protocol === 'https:' || isLocal) && url.username === ''
  return isGood
    ? []
    : [`${where} is ${JSON.stringify(address)}, and has to be an address such as 'https://app.example.com/'`]
}

function checkAccent(accent: unknown): string[] {
  const given = Object(accent) as Record<string, unknown>
  return (['light', 'dark'] as const).flatMap((scheme) => {
    const colour = given[scheme]
    const where = `brand.accent.${scheme} is ${JSON.stringify(colour)}`
    if (typeof colour !== 'string' || !/^#[0-9a-f]{6}$/i.test(colour))
      return [`${where}, and has to be a colour such as '#0f6b62'`]
    const { behind, on } = PAPERS[scheme]
    const worst = Math.min(...[...behind, on].map((other) => contrast(colour, other)))
    if (worst >= LEAST_CONTRAST) return []
    const than = scheme === 'light' ? 'darker' : 'lighter'
    return [
      `${where}, whose contrast is ${worst.toFixed(1)}, and has to be ${LEAST_CONTRAST}: take a ${than} one`,
    ]
  })
}

/** The contrast of two colours, from 1 to 21 (WCAG 2.2). */
function contrast(one: string, other: string): number {
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b)
  return (lighter + 0.05) / (darker + 0.05)
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}
