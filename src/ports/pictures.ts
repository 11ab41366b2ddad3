/** Pictures in R2, each under the address that profiles give out. */
export const openPictures = (bucket: R2Bucket) => ({
  put: (address: string, type: string, bytes: Uint8Array<ArrayBuffer>) =>
    bucket.put(address, bytes, { httpMetadata: { contentType: type } }),

  get: (address: string) => bucket.get(address),

  head: (address: string) => bucket.head(address),

  delete: (address: string) => bucket.delete(address),
})

export type Pictures = ReturnType<typeof openPictures>
