import { open } from 'node:fs/promises'
import type { RawRow } from '../../../ports/all-rows.ts'
import { commitNamed } from '../../../ports/database.ts'
import { requireConfirmation } from '../../confirmation.ts'
import { readObjects } from '../../import/read-objects.ts'
import { startProgressBar } from '../../progress-bar.ts'
import { Refused } from '../../refused.ts'
import { tellAtExit } from '../../tell-at-exit.ts'
import { complain, note } from '../../terminal.ts'
import { type Header, keyTags } from '../export/whole-rows.ts'
import { type HeldLease, holdLease } from './hold-lease.ts'
import type { ImportWorld } from './import-command.ts'
import type { ImportRequest } from './import-request.ts'
import { changesOf } from './write-batch.ts'

const HEAD = '{"gatehouse":'
const AT_ONCE = 250

/** Whether `npm run export -- gatehouse` has written the file. */
export const isWhole = async (path: string): Promise<boolean> => {
  try {
    const file = await open(path)
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD.length), 0, HEAD.length, 0)
      return buffer.toString('latin1', 0, bytesRead) === HEAD
    } finally {
      await file.close()
    }
  } catch {
    // What cannot be read is told when the source is opened.
    return false
  }
}

type Line = { table: string; row: RawRow }

/** Reads the file once: its header, and that it is whole. */
const survey = async (path: string): Promise<Header> => {
  let header: Header | undefined
  let rows = 0
  for await (const object of readObjects(path)) {
    if (header) rows++
    else header = object as Header
  }
  if (header?.gatehouse !== 1) throw new Refused(`${path} is of another version of Gatehouse`)
  if (rows < header.rows) throw new Refused(`${path} ends too early: ${rows} of ${header.rows} rows`)
  return header
}

const refuseOtherKeys = async ({ keys }: Header, { context }: ImportWorld): Promise<void> => {
  const here = await keyTags(context.ports.keys)
  const other = Object.keys(keys).find((kid) => keys[kid] !== here[kid])
  if (other !== undefined)
    throw new Refused(
      `The file was written with another master key ${other}. Without it no password of the file can be verified`,
    )
}

async function* batchesOf(path: string): AsyncGenerator<{ table: string; rows: RawRow[] }> {
  let [table, rows]: [string, RawRow[]] = ['', []]
  let isHeader = true
  for await (const object of readObjects(path)) {
    if (isHeader) {
      isHeader = false
      continue
    }
    const line = object as Line
    if (line.table !== table || rows.length === AT_ONCE) {
      if (rows.length > 0) yield { table, rows }
      table = line.table
      rows = []
    }
    rows.push(line.row)
  }
  if (rows.length > 0) yield { table, rows }
}

type Restored = { accounts: number; missing: string[] }

const writeRows = async (
  { context, rows: all, stop }: ImportWorld,
  held: HeldLease,
  path: string,
  total: number,
): Promise<Restored> => {
  const restored: Restored = { accounts: 0, missing: [] }
  const bar = startProgressBar(total)
  let done = 0
  const stopped = () => `Stopped after ${done} of ${total} rows. To continue, run it again`
  const takeBack = tellAtExit(stopped)
  try {
    for await (const { table, rows } of batchesOf(path)) {
      const { renew, condition, keep } = held.forBatch()
      if (!all.names.includes(table))
        throw new Refused(`${path} is of another version of Gatehouse: it has ${table}`)
      const statement = all.add(table, rows, condition)
      const { renewed, added } = await commitNamed(context.commit, { renewed: renew, added: statement })
      keep(changesOf(renewed))
      if (table === 'accounts') {
        restored.accounts += changesOf(added)
        restored.missing.push(...(await all.missing(rows.map(({ id }) => String(id)))))
      }
      done += rows.length
      bar.show(done)
      if (stop.aborted) throw new Refused(stopped())
    }
    return restored
  } finally {
    takeBack()
    bar.hide()
  }
}

const LISTED = 12

/**
 * Adds everybody of another deployment with the same master keys: as they are there, with their sessions. Anyone who is
 * here already stays as they are. Returns the exit code.
 */
export const restore = async (request: ImportRequest, world: ImportWorld): Promise<number> => {
  const { context, lease, confirm, pause } = world
  const header = await survey(request.source)
  await refuseOtherKeys(header, world)
  console.log(`  ${header.rows.toLocaleString('en')} rows of another Gatehouse`)
  if (request.isDryRun) {
    note('Nothing was changed')
    return 0
  }
  await requireConfirmation(request.isMeant, 'This adds their accounts, with their sessions.', confirm)
  const held = await holdLease({ lease, clock: context.ports.clock, pause })
  try {
    if (header.greatestNumber > 0) await lease.reserveNumbers(header.greatestNumber)
    const { accounts, missing } = await writeRows(world, held, request.source, header.rows)
    note(`${accounts.toLocaleString('en')} accounts were added. Their pictures and events were not`)
    if (missing.length === 0) return 0
    const more = missing.length > LISTED ? ` and ${missing.length - LISTED} more` : ''
    complain(`${missing.length} could not be added, because others have their usernames, addresses or ids:
  ${missing.slice(0, LISTED).join(', ')}${more}`)
    return 1
  } finally {
    await held.end()
  }
}
