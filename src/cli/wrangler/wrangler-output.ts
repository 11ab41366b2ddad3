import type { WranglerOutput } from './run-wrangler.ts'

/** The JSON in a text, undefined when there is none. */
export const jsonIn = (text: string): unknown => {
  const found = /[[{][\s\S]*[\]}]/.exec(text)
  try {
    return found ? JSON.parse(found[0]) : undefined
  } catch {
    return undefined
  }
}

/** The error in one line, without its mark, the advice after it, and the path of the log file. */
export const errorIn = ({ stdout, stderr }: Pick<WranglerOutput, 'stdout' | 'stderr'>): string => {
  const lines = `${stderr}\n${stdout}`.split('\n').map((line) => line.trim())
  const error = lines.find((line) => line.includes('[ERROR]'))
  if (error?.includes('More than one account')) {
    return 'this login has several accounts. Set CLOUDFLARE_ACCOUNT_ID to one of those that npx wrangler whoami lists'
  }
  return (error ?? lines.find(Boolean) ?? 'wrangler printed nothing').replace(/^.*\[ERROR\]\s*/, '')
}
