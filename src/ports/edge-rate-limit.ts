/**
 * A first, approximate limit on requests per client, counted per Cloudflare location (Rate Limiting binding). Exact
 * limits are counted in D1. It fails open, and is optional.
 */
export const openEdgeRateLimit = (binding: RateLimit | undefined, isOpen: () => boolean) => ({
  /** Whether a client may send another request. */
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
