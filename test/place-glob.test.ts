import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compileGlob, isGlob, matchGlob, splitGlob } from '../adapters/places/glob.ts'

const CASES: readonly [pattern: string, matches: readonly string[], misses: readonly string[]][] = [
  ['*.jsonl', ['a.jsonl', 'odd name#1.jsonl'], ['a/b.jsonl', 'a.json', '.jsonl', '.a.jsonl']],
  ['?.jsonl', ['a.jsonl', 'ä.jsonl', '𝒳.jsonl'], ['ab.jsonl', '.jsonl']],
  ['synthetic/**/*.jsonl', ['synthetic/a.jsonl', 'synthetic/x/y/a.jsonl'], ['synthetic/.x/a.jsonl', 'a.jsonl']],
  ['**', ['a', 'a/b/c'], ['.a', 'a/.b/c', 'a/.b']],
  ['**/b', ['b', 'a/b', 'a/a/b'], ['ab', 'a/b/c']],
  ['a/**', ['a/b', 'a/b/c'], ['a', 'b/a']],
  ['a/**/b/**/c', ['a/b/c', 'a/x/b/y/z/c', 'a/b/b/c'], ['a/c', 'a/b', 'a/x/c']],
  ['a**b', ['ab', 'axxb'], ['a/b']],
  ['.*', ['.a'], ['a']],
  ['.git/*', ['.git/x'], ['.git/.x', 'git/x']],
  ['**/.x/*', ['.x/a', 'a/.x/b'], ['.x/.x/a']],
  ['part-[0-9][!5].x', ['part-01.x', 'part-99.x'], ['part-05.x', 'part-a1.x', 'part-1.x']],
  ['[^a]b', ['bb'], ['ab', '.b']],
  ['[]a]', [']', 'a'], ['b', '']],
  ['[a\\]b]', [']', 'b'], ['c', '\\']],
  ['[a-]', ['a', '-'], ['b']],
  ['[a', ['[a'], ['a']],
  ['{train,test}.x', ['train.x', 'test.x'], ['train', 'valid.x', '{train,test}.x']],
  ['{a/b,c}/*.x', ['a/b/1.x', 'c/1.x'], ['a/1.x', 'b/1.x']],
  ['{a,{b,c}d}', ['a', 'bd', 'cd'], ['b', 'ad', 'd']],
  ['{,a}b', ['b', 'ab'], ['a']],
  ['x{**/,}y', ['xy', 'xa/y'], ['x/a/y']],
  ['{a}', ['{a}'], ['a']],
  ['{a,b', ['{a,b'], ['a']],
  ['a\\*b', ['a*b'], ['axb']],
  ['\\{a,b\\}', ['{a,b}'], ['a']],
  ['\\.a*', ['.ab'], ['ab']],
  ['./a', ['a'], ['b']],
  ['/a', ['/a'], ['a']],
  ['', [''], ['a']],
  ['a+(b).$^|', ['a+(b).$^|'], ['ab']],
]

describe('a pattern', () => {
  for (const [pattern, matches, misses] of CASES) {
    it(`\`${pattern}\` means what it says`, () => {
      expect(matches.filter((name) => !matchGlob(pattern, name))).toEqual([])
      expect(misses.filter((name) => matchGlob(pattern, name))).toEqual([])
    })
  }

  it('ends on patterns that make other matchers run for ever', () => {
    const name = 'a'.repeat(5000)
    expect(matchGlob(`${'*a'.repeat(500)}b`, name)).toBe(false)
    expect(matchGlob(`${'**/a/'.repeat(50)}b`, Array(500).fill('a').join('/'))).toBe(false)
    expect(matchGlob('{'.repeat(2000), name)).toBe(false)
  })

  it('with too many alternatives is refused', () => {
    expect(() => matchGlob('{a,b}'.repeat(12), 'a')).toThrow(expect.objectContaining({ code: 'usage' }))
    expect(() => matchGlob('{a,b}'.repeat(500), 'a')).toThrow(/alternatives/)
  })

  it('is split before its first wildcard', () => {
    expect(splitGlob('a/b/*.x')).toEqual({ base: 'a/b', rest: '*.x' })
    expect(splitGlob('*.x')).toEqual({ base: '', rest: '*.x' })
    expect(splitGlob('/*.x')).toEqual({ base: '/', rest: '*.x' })
    expect(splitGlob('/a\\*/{b/c,d}/**')).toEqual({ base: '/a*', rest: '{b/c,d}/**' })
    expect(['a', 'a\\*', 'a*', 'a[', 'a{b', 'a?'].map(isGlob)).toEqual([false, false, true, true, true, true])
  })
})

/** The same meaning, by trying everything. */
function naive(pattern: readonly string[], names: readonly string[]): boolean {
  const [first, ...rest] = pattern
  if (first === undefined) return names.length === 0
  const [name, ...others] = names
  if (first === '**') {
    const swallowed = name !== undefined && !name.startsWith('.') && naive(pattern, others)
    return swallowed || (rest.length === 0 ? false : naive(rest, names)) || (rest.length === 0 && names.length === 0)
  }
  return name !== undefined && naiveSegment(first, name) && naive(rest, others)
}
const naiveSegment = (pattern: string, name: string): boolean =>
  !(name.startsWith('.') && !pattern.startsWith('.')) && naiveChars(pattern, name)
function naiveChars(pattern: string, name: string): boolean {
  if (pattern === '') return name === ''
  if (pattern[0] === '*')
    return naiveChars(pattern.slice(1), name) || (name !== '' && naiveChars(pattern, name.slice(1)))
  return name !== '' && (pattern[0] === '?' || pattern[0] === name[0]) && naiveChars(pattern.slice(1), name.slice(1))
}

const text = (letters: readonly string[], max: number): fc.Arbitrary<string> =>
  fc.array(fc.constantFrom(...letters), { minLength: 1, maxLength: max }).map((parts) => parts.join(''))
const patterns = fc.array(fc.oneof(fc.constant('**'), text(['a', 'b', '*', '?', '.a'], 4)), {
  minLength: 1,
  maxLength: 5,
})
const names = fc.array(
  text(['a', 'b', '.'], 4).filter((name) => !/^\.+$/.test(name)),
  { minLength: 1, maxLength: 5 },
)

describe('any pattern', () => {
  it('matches what a matcher that tries everything matches', () => {
    const holds = fc.property(patterns, names, (pattern, name) => {
      fc.pre(pattern.at(-1) !== '**')
      expect(matchGlob(pattern.join('/'), name.join('/'))).toBe(naive(pattern, name))
    })
    fc.assert(holds, { numRuns: 20_000 })
  })

  it('enters every folder that holds a match', () => {
    const holds = fc.property(patterns, names, (pattern, name) => {
      const glob = compileGlob(pattern.join('/'))
      fc.pre(glob.test(name.join('/')))
      for (let depth = 1; depth < name.length; depth++) expect(glob.enters(name.slice(0, depth).join('/'))).toBe(true)
    })
    fc.assert(holds, { numRuns: 2_000 })
  })

  it('stays out of folders that can not hold a match', () => {
    const glob = compileGlob('data/*/x-*.jsonl')
    expect(['data', 'data/a'].map(glob.enters)).toEqual([true, true])
    expect(['other', 'data/a/b', 'data/.a'].map(glob.enters)).toEqual([false, false, false])
    expect(['a', 'a/b'].map(compileGlob('**/*.x').enters)).toEqual([true, true])
    expect(compileGlob('**/*.x').enters('a/.git')).toBe(false)
  })
})
