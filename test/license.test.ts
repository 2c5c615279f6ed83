import { describe, expect, test } from 'vitest'
import { type LicenseTree, readLicense } from '../src/license.ts'
import { allowed, builtin, chat, codes, reason, rule, small, terms, version } from './ruling-kit.ts'

const show = (tree: LicenseTree): string => {
  if (tree.op === 'alias') return tree.alias.text
  if (tree.op === 'unknown') return `?${tree.text}`
  return `(${tree.of.map(show).join(` ${tree.op} `)})`
}
const read = (text: string): string => show(readLicense(text, builtin.licenses))

describe('a license text as a tree', () => {
  test.each([
    ['mit', 'mit'],
    ['MIT', 'mit'],
    ['(MIT)', 'mit'],
    ['CC-BY-4.0', 'cc-by-4.0'],
    ['Llama3', 'llama3'],
    ['MIT OR Apache-2.0', '(mit or apache-2.0)'],
    ['mit or apache-2.0', '(mit or apache-2.0)'],
    ['MIT OR Apache-2.0 OR cc0-1.0', '(mit or apache-2.0 or cc0-1.0)'],
    ['MIT AND (Apache-2.0 OR cc0-1.0)', '(mit and (apache-2.0 or cc0-1.0))'],
    ['MIT AND Apache-2.0 OR cc0-1.0', '((mit and apache-2.0) or cc0-1.0)'],
    ['(((MIT)))AND(llama3)', '(mit and llama3)'],
    ['MIT\n  OR\tllama3', '(mit or llama3)'],
    ['MIT OR MIT', '(mit or mit)'],
    ['llama3 OR llama3.1', '(llama3 or llama3.1)'],
    ['Apache-2.0+', 'apache-2.0'],
    ['MIT AND Apache-2.0+', '(mit and apache-2.0)'],
    ['Apache-2.0 WITH LLVM-exception', 'apache-2.0'],
    ['MIT OR Sleepycat', '(mit or ?Sleepycat)'],
    ['MIT AND LicenseRef-house', '(mit and ?LicenseRef-house)'],
    ['llama3 AND house-license', '(llama3 and ?house-license)'],
  ])('%j is %s', (text, tree) => {
    expect(read(text).toLowerCase()).toBe(tree.toLowerCase())
  })

  test.each([
    'MIT OR',
    'AND MIT',
    'MIT Apache-2.0',
    'MIT/Apache-2.0',
    'MIT, Apache-2.0',
    '(MIT',
    'MIT)',
    '()',
    'MIT WITH',
    'MIT OR (',
    'see LICENSE file',
    ' mit',
    'mit ',
    'mit\u00a0',
    '\ufeffmit',
    'm\u200bit',
    'MIT\u2028OR cc0-1.0',
    'ＭＩＴ',
    'МIT',
    `${'('.repeat(600)}MIT${')'.repeat(600)}`,
    'MIT OR '.repeat(200),
  ])('%j is unknown, with its words', (text) => {
    expect(read(text)).toBe(`?${text}`)
  })

  test('brackets within reason are no matter', () => {
    expect(read(`${'('.repeat(400)}MIT${')'.repeat(400)}`).toLowerCase()).toBe('mit')
  })

  test.each([0, 1, 2, 3].flatMap((n) => [`LicenseRef-${n}`, `LicenseRef-word-${n}`]))(
    'a reference such as %s never takes the place of a license that the grammar refuses',
    (text) => {
      expect(read(`${text} AND llama3`)).toBe(`(?${text} and llama3)`)
      expect(read(`llama3 AND ${text}`)).toBe(`(llama3 and ?${text})`)
    },
  )

  test('every spelling of the catalog is read as itself, alone and in an expression', () => {
    for (const { text } of builtin.catalog.licenses) {
      if (text.trim() === '' || text !== text.trim()) continue
      expect(read(text)).toBe(text)
      if (/^[\w.+-]+$/.test(text) && !/^(?:and|or|with)$/i.test(text)) {
        const tree = readLicense(`${text} AND cc0-1.0`, builtin.licenses)
        const [first] = tree.op === 'and' ? tree.of : []
        const named = (found: LicenseTree | undefined) => (found?.op === 'alias' ? found.alias.terms : [])
        expect(named(first), text).toEqual(builtin.licenses.get(text.toLowerCase())!.terms)
      }
    }
  })

  test('an id with a plus of its own is that id, one without is the id before the plus', () => {
    const { licenses } = small({
      terms: [terms('t', [version('1', null, null)])],
      licenses: ['Zlib', 'Zlib+', 'MIT'].map((text) => ({ text, terms: ['t'] })),
    })
    const parts = (text: string) => show(readLicense(text, licenses))
    expect(parts('MIT AND Zlib+')).toBe('(MIT and Zlib+)')
    expect(parts('Zlib AND Zlib+')).toBe('(Zlib and Zlib+)')
    expect(parts('Zlib AND MIT+')).toBe('(Zlib and MIT)')
  })

  test('the text that was not read is shown', () => {
    const found = rule({ license: 'see LICENSE', author: 'human' }, chat)
    expect(reason(found, 'unknown-license')).toMatchObject({ missing: ['license'] })
    expect(reason(found, 'unknown-license')?.says).toContain('`see LICENSE`')
  })
})

describe('a license as a list', () => {
  const by = (license: string | string[]) => rule({ license, author: 'human' }, chat)

  test('means all of them', () => {
    expect(allowed(by(['cc0-1.0', 'mit']))).toBe(true)
    expect(allowed(by(['cc0-1.0', 'who-knows']))).toBe(false)
    expect(by(['cc0-1.0', 'all-rights-reserved']).ruling).toBe('forbidden')
  })

  test.each<[string, string | string[]]>([
    ['an empty list', []],
    ['an empty text', ''],
    ['blanks', '  '],
    ['a list with an empty text', ['cc0-1.0', '']],
  ])('%s is no license', (_, license) => {
    expect(codes(by(license))).toContain('absent-license')
  })

  test('the order and repetition of a list make no other origin', () => {
    expect(by(['mit', 'cc0-1.0', 'mit']).id).toBe(by(['cc0-1.0', 'mit']).id)
  })
})
