// Stands in the Worker for what it never calls (`alias` in wrangler.toml).
module.exports = {}
