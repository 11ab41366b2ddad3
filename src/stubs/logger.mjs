// Replaces in the Worker drizzle's log of queries (`alias` in wrangler.toml): no value of a query belongs in a log.
export class NoopLogger {
  logQuery() {}
}
export class DefaultLogger extends NoopLogger {}
