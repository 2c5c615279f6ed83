import type { Cells, Code, ReadCode, ReadPlan } from '../../../src/index.ts'
import { fresh, numbers, type Room } from '../arena.ts'
import { Unreadable } from './cell.ts'
import type { LeafRows } from './leaf.ts'
import { columnValue } from './record.ts'
import type { Node } from './schema.ts'

/** Combinations of dictionary indexes that are remembered for a row group. */
const REMEMBERED = 65_536

// Maps every byte to a character of its own, so equal text means equal bytes.
const raw = new TextDecoder('latin1')

/** A planned top-level column that the file has, with its leaves. */
export interface PlannedColumn {
  readonly node: Node
  readonly leaves: readonly LeafRows[]
}

/**
 * The code of every row of a row group. Where all leaves are dictionary-encoded and none repeats, rows with the same
 * indexes share one look-up; elsewhere a key is built of each row's stored bytes.
 * @param room where they are put
 */
export function codesOf(read: readonly PlannedColumn[], rows: number, plan: ReadPlan, room: Room = fresh): Uint32Array {
  const leaves = read.flatMap((column) => column.leaves)
  const prefix = prefixOf(
    plan,
    read.map(({ node }) => node),
  )
  const cells = (row: number) => (): Cells | ReadCode => cellsOf(read, row)
  const code = (row: number): Code =>
    plan.cacheable ? plan.intern(prefix + keyOf(leaves, row), cells(row)) : plan.origin(cells(row)())
  const codes = numbers(room, rows)
  const numbered = digitsOf(leaves)
  if (!numbered) {
    for (let row = 0; row < rows; row++) codes[row] = code(row)
    return codes
  }
  const { digits, combinations } = numbered
  if (combinations === 1) return rows > 0 ? codes.fill(code(0)) : codes
  const known = new Map<number, Code>()
  let last = -1
  let found: Code | undefined
  for (let row = 0; row < rows; row++) {
    const combination = digits(row)
    if (combination !== last) {
      last = combination
      found = known.get(combination)
      if (found === undefined) {
        found = code(row)
        if (known.size < REMEMBERED) known.set(combination, found)
      }
    }
    codes[row] = found as Code
  }
  return codes
}

function cellsOf(columns: readonly PlannedColumn[], row: number): Cells | ReadCode {
  try {
    const found: [string, unknown][] = []
    for (const { node, leaves } of columns) {
      const value = columnValue(node, leaves, row)
      if (value !== null) found.push([node.name, value])
    }
    return Object.fromEntries(found)
  } catch (cause) {
    if (cause instanceof Unreadable) return cause.code
    throw cause
  }
}

const shapes = new WeakMap<ReadPlan, Map<string, number>>()

/** What the bytes of a key mean: two files of one run may store the same bytes as different types. */
function prefixOf(plan: ReadPlan, columns: readonly Node[]): string {
  const known = shapes.get(plan) ?? new Map<string, number>()
  shapes.set(plan, known)
  const shape = JSON.stringify(columns)
  const number = known.get(shape) ?? known.size
  known.set(shape, number)
  return `${number}|`
}

/** The stored content of a row: per leaf its entries, per entry its levels and, where there is one, its value. */
function keyOf(leaves: readonly LeafRows[], row: number): string {
  let key = ''
  for (const leaf of leaves) {
    const to = leaf.start(row + 1)
    for (let entry = leaf.start(row); entry < to; entry++) {
      if (leaf.rep) key += `${leaf.rep[entry]}.`
      if (!leaf.present(entry)) key += `${leaf.def?.[entry]};`
      else {
        const value = raw.decode(leaf.value(leaf.ids[entry] as number))
        key += `=${value.length}:${value}`
      }
    }
    key += '|'
  }
  return key
}

/** A leaf as one digit of a row's number: its indexes, then the levels of its nulls. */
interface Digit {
  readonly leaf: LeafRows
  readonly values: number
  readonly radix: number
}

/** Numbers a row by the dictionary indexes of its leaves, or by the level at which it is null; and how many there may be. */
function digitsOf(leaves: readonly LeafRows[]) {
  const digits: Digit[] = []
  let combinations = 1
  for (const leaf of leaves) {
    if (leaf.rep || leaf.dictionary === undefined) return undefined
    const radix = Math.max(1, leaf.dictionary + (leaf.def ? leaf.leaf.def : 0))
    digits.push({ leaf, values: leaf.dictionary, radix })
    combinations *= radix
  }
  if (combinations > Number.MAX_SAFE_INTEGER) return undefined
  const of = (row: number): number => {
    let number = 0
    for (let i = 0; i < digits.length; i++) {
      const { leaf, values, radix } = digits[i] as Digit
      number = number * radix + (leaf.present(row) ? (leaf.ids[row] as number) : values + (leaf.def?.[row] as number))
    }
    return number
  }
  return { digits: of, combinations }
}
