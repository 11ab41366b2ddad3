import { spawnSync } from 'node:child_process'

const HOW_TO =
  'On Debian: apt-get install python3-djoser. GATEHOUSE_PYTHON names another Python that has Django and djoser'

const hasDjango = (python: string) =>
  spawnSync(python, ['-c', 'import django, rest_framework, djoser']).status === 0

/**
 * A Python with Django and djoser, or why the tests with the real ones are skipped. With GATEHOUSE_DJANGO=required it
 * throws instead.
 */
export const findDjango = (): { python: string } | { missing: string } => {
  const { GATEHOUSE_PYTHON: chosen, GATEHOUSE_DJANGO } = process.env
  const python = (chosen ? [chosen] : ['python3', '/usr/bin/python3']).find(hasDjango)
  if (python !== undefined) return { python }
  const missing = `There is no Django with djoser. ${HOW_TO}`
  if (GATEHOUSE_DJANGO === 'required') throw new Error(missing)
  return { missing }
}
