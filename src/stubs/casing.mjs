// Replaces in the Worker drizzle's conversion of the names of columns (`alias` in wrangler.toml): they stay as they are.
export class CasingCache {
  constructor(casing) {
    if (casing) throw new Error('not in the Worker: src/stubs/casing.mjs')
  }
  clearCache() {}
  getColumnCasing(column) {
    return column.name
  }
}
