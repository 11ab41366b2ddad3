/**
 * A first, coarse limit on how often a client may ask, at one place of Cloudflare's (Rate Limiting binding). It is no
 * exact count: what has to be exact is counted in D1. While it is out of order, or left out, everybody passes.
 */
export const openEdgeRateLimit = (binding: RateLimit | undefined, isOpen: () => boolean) => ({
  /** Whether a client may pass once more. */
  async allows(client: string): Promise<boolean> {
    if (!binding || isOpen()) return true
    try {
      return (await binding.limit({ key: client })).success
    } catch (error) {
      console.error(JSON.stringify({ event: 'edge rate limit failed', name: Object(error).name }))
      return true
    }
  },
})
