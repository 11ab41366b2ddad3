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
  ...storageIn(localStorage, key),
  isShared: true,
})

/** Kept in the browser, for one tab, also while it is at another site. Without a browser, in memory. */
export const tabStorageOf = (key: string): SessionStorage =>
  typeof sessionStorage === 'undefined' ? memoryStorage() : storageIn(sessionStorage, key)

const storageIn = (area: Storage, key: string): SessionStorage => ({
  get: () => area.getItem(key),
  set: (text) => area.setItem(key, text),
  remove: () => area.removeItem(key),
})
