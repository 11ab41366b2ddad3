import { linkUp } from '../../src/account/passwords/password-hash.ts'

const salt = new Uint8Array(16)

/** The floor of a login: the linked hash and nothing else. `/2` of a change of password, which takes two. */
export default {
  async fetch({ url }: Request): Promise<Response> {
    for (let hashes = url.endsWith('/2') ? 2 : 1; hashes > 0; hashes--) {
      await linkUp({ hash: 'SHA-256', iterations: 100_000, links: 6, salt }, 'Vq7-mountain-Kestrel')
    }
    return new Response('{}')
  },
}
