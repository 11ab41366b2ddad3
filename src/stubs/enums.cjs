// Stands in the Worker for drizzle's look-out for enums of Postgres (`alias` in wrangler.toml): SQLite has none.
module.exports = { isPgEnum: () => false }
