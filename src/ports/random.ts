/** Unguessable values. Tests may bring bytes that they know. */
export type Random = { bytes(length: number): Uint8Array<ArrayBuffer>; uuid(): string }

export const systemRandom: Random = {
  bytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
  uuid: () => crypto.randomUUID(),
}
