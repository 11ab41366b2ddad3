// Replaces in the Worker drizzle's conversion of the names of columns (`alias` in wrangler.toml): they stay as they are.
export class CasingCache {
  constructor(casing) {
    if (casing) throw new Error('names of columns are not converted in the Worker: see src/stubs/casing.mjs')
  }
  clearCache() {}
  getColumnCasing(column) {
    return column.name
  }
}
