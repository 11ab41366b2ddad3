import './packages.js'

const { runProgram } = await import('./program.ts')
await runProgram(process.argv.slice(2))
