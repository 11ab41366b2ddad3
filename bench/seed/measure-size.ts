import { DatabaseSync } from 'node:sqlite'
import { sizeOf } from './database-file.ts'

/** Bytes of a database file, and of an account in it: its row and its part of every index, alone and with its sessions. */
export function measureSize(file: string) {
  const database = new DatabaseSync(file, { readOnly: true })
  try {
    const pages = database
      .prepare(`
        SELECT sqlite_master.tbl_name AS name, SUM(dbstat.pgsize) AS bytes
        FROM dbstat JOIN sqlite_master ON sqlite_master.name = dbstat.name
        GROUP BY sqlite_master.tbl_name`)
      .all() as { name: string; bytes: number }[]
    const bytesOf = (table: string) => pages.find(({ name }) => name === table)?.bytes ?? 0
    const { count } = database.prepare('SELECT COUNT(*) AS count FROM accounts').get() as { count: number }
    const perAccount = bytesOf('accounts') / count
    return { bytes: sizeOf(file), perAccount, withSessions: perAccount + bytesOf('sessions') / count }
  } finally {
    database.close()
  }
}
