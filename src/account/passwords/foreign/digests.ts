import { fromHex, toHex, utf8 } from '../../../ports/bytes.ts'
import { ITERATIONS, linkUp } from '../password-hash.ts'
import { type Bytes, verifierOf } from './verifier.ts'

/** 600,000 iterations. Never changed: hashes that were imported before would not be read any more. */
const LINKS = 6
const HASHES: Record<string, string> = { md5: 'MD5', sha1: 'SHA-1' }
const FORM = /^(?:md5\$([^$]*)\$([\da-f]{32})|sha1\$([^$]*)\$([\da-f]{40})|([\da-f]{32}))$/

/**
 * Django's oldest: `md5$<salt>$<hex>` and `sha1$<salt>$<hex>`, whose salt may be empty, and 32 hex digits alone, which
 * are MD5 without salt. One round of these is nothing to guess with, so we store them after a chain like our own
 * (password-hash.ts), over the hex of the digest.
 */
export const digests = verifierOf({
  names: Object.keys(HASHES),
  parse(text) {
    const found = FORM.exec(text)
    if (!found) return undefined
    const [, md5Salt, md5, sha1Salt, sha1, bare] = found
    return {
      algorithm: sha1 === undefined ? 'md5' : 'sha1',
      parameters: {},
      salt: utf8(md5Salt ?? sha1Salt ?? ''),
      key: fromHex(md5 ?? sha1 ?? bare ?? ''),
    }
  },
  isFeasible: () => true,
  async derive({ algorithm, salt }, password) {
    return new Uint8Array(
      await crypto.subtle.digest(HASHES[algorithm] ?? '', Uint8Array.of(...salt, ...password)),
    )
  },
  strengthen: (digest: Bytes, salt, yieldToOthers) =>
    linkUp({ hash: 'SHA-256', iterations: ITERATIONS, links: LINKS, salt }, toHex(digest), yieldToOthers),
})
