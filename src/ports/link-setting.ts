/*
 * Where a link of an email leads: a whole URL, or a path of the front end as djoser has it (`activate/{uid}/{token}`,
 * or `#/activate/{uid}/{token}` for a router in the fragment).
 */

const WHOLE = /^(\{public\}|\{front_end\}|https?:\/\/)./
/** What a browser reads as a scheme or as another host, and a placeholder that is none. */
const NO_PATH = /^(\/[/\\]|\\|[a-z][\w+.-]*:|\{(?!uid|token))/i

/** Why an address cannot be that of a link with these placeholders; undefined if it can. */
export function problemOfLink(address: string, placeholders: readonly string[]): string | undefined {
  if (!WHOLE.test(address) && NO_PATH.test(address))
    return 'has to begin with http://, https://, {public} or {front_end}, or to be a path'
  const missing = placeholders.filter((placeholder) => !address.includes(placeholder))
  return missing.length > 0 ? `has no ${missing.join(' and no ')} in it` : undefined
}

/** The address with its beginning: a path is one of the front end. */
export const wholeLink = (address: string): string =>
  WHOLE.test(address) ? address : `{front_end}/${address.replace(/^\//, '')}`
