import { type Code, createTrie, follow, type Trie, type TrieNode } from '../../src/index.ts'

/** Texts and lists longer than this are not remembered: such values seldom recur. */
const LONGEST = 1024
/** Places of the memory: some ten for each distinct provenance. */
const MEMORY = 65_536

/** Codes of contents that were met before. Each value is read once, and compared part by part: no text of it is made. */
export interface ObjectCodes {
  /** The code of the named fields of a record. A getter that throws does so here. */
  ofRecord(record: object, columns: readonly string[]): Code | undefined
  /** @param cells the fields as `cellsOf` gives them: a record that has the same fields would give the same */
  learnRecord(cells: object, columns: readonly string[], code: Code): void
  ofValue(value: unknown): Code | undefined
  /** @param copy a copy that `plainCopy` made */
  learnValue(copy: unknown, code: Code): void
}

type Node = TrieNode<Code>

/** What stands between the parts of a value, apart from all that a value can have. */
const OBJECT = Symbol('object')
const LIST = Symbol('list')
const END = Symbol('end')

/** @param depth levels of nesting */
export function createObjectCodes(depth: number): ObjectCodes {
  const trie = createTrie<Code>(MEMORY)
  const find = (node: Node, value: unknown) => walk(undefined, node, value, depth)
  const grow = (node: Node, value: unknown) => walk(trie, node, value, depth)
  const set = (node: Node | undefined, code: Code): void => {
    if (node) node.value = code
  }
  return {
    ofRecord(record, columns) {
      let node: Node | undefined = trie.root
      for (let i = 0; i < columns.length && node; i++) {
        const column = columns[i]!
        node = find(node, Object.hasOwn(record, column) ? (record as Record<string, unknown>)[column] : null)
      }
      return node?.value
    },
    learnRecord(cells, columns, code) {
      let node: Node | undefined = trie.root
      for (const column of columns) node = node && grow(node, (cells as Record<string, unknown>)[column] ?? null)
      set(node, code)
    },
    ofValue: (value) => find(trie.root, value)?.value,
    learnValue: (copy, code) => set(grow(trie.root, copy), code),
  }
}

/** The place behind a part of a value. With a trie to grow there always is one. */
function step(grow: Trie<Code> | undefined, node: Node | undefined, part: unknown): Node | undefined {
  if (node === undefined) return undefined
  return grow === undefined ? follow(node, part) : grow.grow(node, part)
}

/** The place behind a value; undefined where it was not met, or is no plain data. */
function walk(grow: Trie<Code> | undefined, start: Node, value: unknown, depth: number): Node | undefined {
  if (typeof value === 'string') return value.length > LONGEST ? undefined : step(grow, start, value)
  if (typeof value !== 'object' || value === null) return step(grow, start, value)
  if (depth === 0) return undefined
  if (Array.isArray(value)) {
    if (Object.getPrototypeOf(value) !== Array.prototype || value.length > LONGEST) return undefined
    let node = step(grow, step(grow, start, LIST), value.length)
    for (let i = 0; i < value.length && node; i++) node = walk(grow, node, value[i], depth - 1)
    return node
  }
  if (!isPlain(value)) return undefined
  let node = step(grow, start, OBJECT)
  // Faster than a list of the names, and the same: nothing is inherited from a plain object.
  for (const name in value) {
    node = step(grow, node, name)
    if (node === undefined) return undefined
    node = walk(grow, node, (value as Record<string, unknown>)[name], depth - 1)
  }
  return step(grow, node, END)
}

/** What can be iterated is a list, and what turns itself to JSON is something else than it looks like. */
function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  return (
    (prototype === Object.prototype || prototype === null) &&
    (value as { [Symbol.iterator]?: unknown })[Symbol.iterator] === undefined &&
    (value as { toJSON?: unknown }).toJSON === undefined
  )
}

/** A copy of plain data that nothing can change under way; `ODD` where a value is more than that. */
export function plainCopy(value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null)
    return typeof value === 'function' || typeof value === 'symbol' || typeof value === 'bigint' ? ODD : value
  if (depth === 0) return ODD
  if (Array.isArray(value)) {
    if (Object.getPrototypeOf(value) !== Array.prototype || value.length > LONGEST) return ODD
    const items: unknown[] = []
    for (let i = 0; i < value.length; i++) {
      const item = plainCopy(value[i], depth - 1)
      if (item === ODD) return ODD
      items.push(item)
    }
    return items
  }
  if (!isPlain(value)) return ODD
  const members: [string, unknown][] = []
  for (const name of Object.keys(value)) {
    const member = plainCopy((value as Record<string, unknown>)[name], depth - 1)
    if (member === ODD) return ODD
    members.push([name, member])
  }
  return Object.fromEntries(members)
}

/** Stands for a value of which there is no plain copy. */
export const ODD = Symbol('odd')
