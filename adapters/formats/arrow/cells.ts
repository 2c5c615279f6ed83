import { type Data, type RecordBatch, Type, type Vector } from 'apache-arrow'
import type { Cells, Code, ReadCode, ReadPlan } from '../../../src/index.ts'
import { entriesOf, knownCodes } from './entries.ts'
import { fault } from './fault.ts'
import { cellsBy, type Ids, idsOf, indexIds, paired } from './ids.ts'
import { nullsOf } from './layout.ts'
import { reader, Unreadable } from './value.ts'

/** A column by numbers, and what they stand for. */
interface Values extends Ids {
  cell(id: number): unknown
}
type Column = Values & { readonly name: string; readonly dictionary?: Vector | undefined }

/**
 * The code of each row. Values of dictionary columns are read once per entry, others once per distinct content of their
 * buffers; rows that agree in all columns of the plan are looked up once per batch, or once per entry of a dictionary
 * that is the only column.
 */
export function codesOf(batch: RecordBatch, plan: ReadPlan): Uint32Array {
  const rows = batch.numRows
  const columns = plan.columns.flatMap((name) => columnOf(batch, name, plan.reference === true))
  const codes = new Uint32Array(rows)
  if (!plan.cacheable) {
    for (let row = 0; row < rows; row++) codes[row] = plan.origin(cellsAt(columns, row))
    return codes
  }
  const { ids, size } = combined(columns, rows)
  const alone = columns.length === 1 && !plan.reference ? columns[0]?.dictionary : undefined
  const known = alone ? knownCodes(plan, columns[0]!.name, alone) : new Array<Code | undefined>(size)
  for (let row = 0; row < rows; row++) {
    const id = ids[row]!
    codes[row] = known[id] ??= plan.intern(keyAt(columns, row), () => cellsAt(columns, row))
  }
  return codes
}

function keyAt(columns: readonly Column[], row: number): string {
  // Names are part of it: files of one run need not have the same columns.
  return `{${columns.map((column) => `${JSON.stringify(column.name)}:${keyOf(column.cell(column.ids[row]!))}`).join()}}`
}

function cellsAt(columns: readonly Column[], row: number): Cells | ReadCode {
  const cells: [string, unknown][] = []
  for (const column of columns) {
    const cell = column.cell(column.ids[row]!)
    if (cell instanceof Unreadable) return cell.code
    if (cell !== undefined) cells.push([column.name, cell])
  }
  return Object.fromEntries(cells)
}

function columnOf(batch: RecordBatch, name: string, reference: boolean): Column[] {
  const fields = batch.schema.fields
  const index = fields.findIndex((field) => field.name === name)
  if (index < 0) return []
  if (fields.some((field, other) => other > index && field.name === name)) {
    throw fault('unsupported', `has two columns called \`${name}\``, 'give each column a name of its own')
  }
  const data = batch.data.children[index]!
  if (data.typeId === Type.Dictionary)
    return [{ name, ...entryIds(data), ...(data.dictionary ? { dictionary: data.dictionary } : {}) }]
  const found = reference ? undefined : idsOf(data)
  return [{ name, ...(found ? { ...found, cell: cellsBy(found, data) } : valueIds(data)) }]
}

/** A value as JSON, or words that are no JSON where there is none: equal only for equal values. */
const keyOf = (value: unknown): string =>
  value instanceof Unreadable ? value.code : value === undefined ? 'absent' : JSON.stringify(value)

/** 0 for null, else the entry of the dictionary and 1. */
function entryIds(data: Data): Values {
  const read = entriesOf(data.dictionary)
  const found = indexIds(data, nullsOf(data))
  if (!found) throw fault('format', 'is damaged: a dictionary index is out of range')
  return { ...found, cell: (id) => (id === 0 ? undefined : read(id - 1)) }
}

/** Numbers in the order in which values are met. */
function valueIds(data: Data): Values {
  const read = reader(data)
  const ids = new Uint32Array(data.length)
  const cells: unknown[] = []
  const known = new Map<string, number>()
  for (let row = 0; row < data.length; row++) {
    const value = read(row)
    const key = keyOf(value)
    let id = known.get(key)
    if (id === undefined) {
      id = cells.push(value) - 1
      known.set(key, id)
    }
    ids[row] = id
  }
  return { ids, size: cells.length, cell: (id) => cells[id] }
}

/** Numbers for the combinations of all columns. */
function combined(columns: readonly Column[], rows: number): Ids {
  let all: Ids = columns[0] ?? { ids: new Uint32Array(rows), size: 1 }
  for (const column of columns.slice(1)) {
    const pairs = paired(all, column)
    if (!pairs) throw fault('limit', 'has too many distinct values in a record batch')
    all = pairs
  }
  return all
}
