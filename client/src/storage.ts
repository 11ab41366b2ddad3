/** Where a session is kept: text under one key. `isShared`: other tabs read the same, so that one refreshes for all. */
export type SessionStorage = {
  get(): MaybeLater<string | null | undefined>
  set(text: string): MaybeLater<void>
  remove(): MaybeLater<void>
  isShared?: boolean
}

type MaybeLater<Value> = Value | Promise<Value>

/** Forgets everything when the page is closed. Nothing else can read it. */
export function memoryStorage(): SessionStorage {
  let kept: string | undefined
  return {
    get: () => kept,
    set: (text) => {
      kept = text
    },
    remove: () => {
      kept = undefined
    },
  }
}

/** Kept in the browser, for all tabs. Every script of the page can read it. */
export const localStorageOf = (key: string): SessionStorage => ({
  get: () => localStorage.getItem(key),
  set: (text) => localStorage.setItem(key, text),
  remove: () => localStorage.removeItem(key),
  isShared: true,
})
