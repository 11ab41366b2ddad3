// Replaces in the Worker drizzle's OpenTelemetry spans (`alias` in wrangler.toml): there is no tracer.
export const tracer = { startActiveSpan: (_name, run) => run() }
