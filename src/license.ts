import parse from 'spdx-expression-parse'
import type { LicenseAlias } from '../schemas/terms.ts'

/** A license text as a tree of known and unknown parts. */
export type LicenseTree =
  | { readonly op: 'alias'; readonly alias: LicenseAlias }
  | { readonly op: 'unknown'; readonly text: string }
  | { readonly op: 'and' | 'or'; readonly of: readonly LicenseTree[] }

interface SpdxLeaf {
  readonly license: string
  readonly plus?: true
  readonly exception?: string
}
interface SpdxNode {
  readonly left: SpdxNode | SpdxLeaf
  readonly conjunction: 'and' | 'or'
  readonly right: SpdxNode | SpdxLeaf
}

/** Texts that differ in case only are equal; padding and look-alikes are other texts. */
export function foldLicense(text: string): string {
  return text.normalize('NFC').toLowerCase()
}

/**
 * Reads a license text: an id that the catalog knows, or an SPDX expression of such ids after normalizing hub ids.
 * `X WITH e` counts as `X`. What does not parse is unknown, with the text shown.
 */
export function readLicense(text: string, aliases: ReadonlyMap<string, LicenseAlias>): LicenseTree {
  const whole = aliases.get(foldLicense(text))
  if (whole) return { op: 'alias', alias: whole }
  const unknown: LicenseTree = { op: 'unknown', text }
  // Padding and characters outside of ASCII stand in no expression.
  if (text.length > 1024 || !/^[\x21-\x7e](?:[\x20-\x7e\t\r\n]*[\x21-\x7e])?$/.test(text)) return unknown
  const leaves = new Map<string, string>()
  const standFor = (word: string): string => {
    let number = leaves.size
    // The text may have such a reference itself.
    while (leaves.has(`licenseref-${number}`)) number += 1
    leaves.set(`licenseref-${number}`, word)
    return `LicenseRef-${number}`
  }
  const expression = text
    .replace(/[()]/g, ' $& ')
    .split(/\s+/)
    .filter((word) => word !== '')
    .map((word, i, words) => {
      if (/^(?:and|or|with)$/i.test(word)) return word.toUpperCase()
      if (word === '(' || word === ')' || /^with$/i.test(words[i - 1] ?? '')) return word
      const spelled = aliases.get(foldLicense(word))?.spdx ?? word
      // Two words with one SPDX id stay two: a reference stands in for the second.
      if (parses(spelled) && (leaves.get(spelled.toLowerCase()) ?? word) === word) {
        leaves.set(spelled.toLowerCase(), word)
        return spelled
      }
      // The grammar refuses hub ids such as `llama3`; a reference stands in for them.
      return standFor(word)
    })
    .join(' ')
  let tree: SpdxNode | SpdxLeaf
  try {
    tree = parse(expression) as SpdxNode | SpdxLeaf
  } catch {
    return unknown
  }
  const convert = (node: SpdxNode | SpdxLeaf): LicenseTree => {
    if ('conjunction' in node) return { op: node.conjunction, of: [...flat(node, node.conjunction)].map(convert) }
    const word = leaves.get(node.license.toLowerCase()) ?? node.license
    const alias =
      (node.plus && aliases.get(foldLicense(`${word}+`))) ??
      aliases.get(foldLicense(word)) ??
      aliases.get(foldLicense(node.license))
    return alias ? { op: 'alias', alias } : { op: 'unknown', text: word }
  }
  return convert(tree)
}

function parses(text: string): boolean {
  try {
    parse(text)
    return true
  } catch {
    return false
  }
}

function* flat(node: SpdxNode | SpdxLeaf, conjunction: 'and' | 'or'): Generator<SpdxNode | SpdxLeaf> {
  if (!('conjunction' in node) || node.conjunction !== conjunction) {
    yield node
    return
  }
  yield* flat(node.left, conjunction)
  yield* flat(node.right, conjunction)
}
