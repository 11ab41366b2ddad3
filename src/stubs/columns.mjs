// Replaces in the Worker drizzle's columns of a table that is written as a function (`alias` in wrangler.toml): the schema
// writes its tables as objects.
function missing() {
  throw new Error('not in the Worker: src/stubs/columns.mjs')
}

export { missing as getPgColumnBuilders, missing as getSQLiteColumnBuilders }
