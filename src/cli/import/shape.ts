import type { ColumnKind } from './django/table.ts'
import type { OldTable, Source, SourceFormat } from './source.ts'

/** A column of the other system. `field`: what the import made of it, if anything. */
export type ShapeColumn = { name: string; kind: ColumnKind; field?: string }

/**
 * What another system looks like, so that people can be written as it had them. `timeZone`: that of its times, if they
 * name none.
 */
export type Shape = {
  format: SourceFormat
  idKind: Source['idKind']
  timeZone?: string
  tables: (OldTable & { columns: ShapeColumn[] })[]
}

/** The shape of a source. */
export const shapeOf = ({ format, idKind, tables, mapping }: Source, timeZone?: string): Shape => ({
  format,
  idKind,
  ...(timeZone !== undefined && { timeZone }),
  tables: tables.map((table) => ({
    ...table,
    columns: mapping
      .filter((each) => each.table === table.name)
      .map((each) => ({
        name: each.column,
        kind: each.kind,
        ...('field' in each && { field: each.field }),
      })),
  })),
})
