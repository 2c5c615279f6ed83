import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Source, Source as SourceSchema } from '../src/index.ts'
import { sources } from './laws-kit.ts'
import { AS_OF, allowed, builtin, chat, codes, judgeFor, rule } from './ruling-kit.ts'

const words = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  'valueOf',
  '',
  ' ',
  '@',
  '@@',
  'a@',
  '+',
  '++',
  'a+',
  '/',
  '//',
  'a//b',
  '--',
  'a--b--c',
  ':',
  '-',
  '.',
  '..',
  '../..',
  '\u200b',
  'gpt-4\u200b',
  '\u202egpt-4',
  '\ufeffmit',
  'mit\u00a0',
  '\u0000',
  '\ud800',
  '𝗴𝗽𝘁-𝟰',
  'gрt-4',
  'GPT‑4',
  '(',
  ')',
  '()',
  '((((',
  'AND',
  'OR',
  'WITH',
  'MIT OR',
  'OR MIT',
  'MIT AND AND MIT',
  'MIT WITH',
  'mit+',
  'LicenseRef-0',
  'LicenseRef-word-0',
  'DocumentRef-a:LicenseRef-b',
  '%00',
  'https://',
  'https://[::1]/',
  'javascript:alert(1)',
  'http://a b',
  'file:///etc/passwd',
  'constructor.prototype',
  '1',
  '0',
  'null',
  'undefined',
  'NaN',
  '@llm',
  'weights',
  'issuer',
  'api',
]
const long = ['a', '-', 'a-', 'q4-0-', '2024-05-', '(', 'MIT OR ', '+', '/', '@', 'a+'].map((word) =>
  word.repeat(Math.ceil(4096 / word.length)).slice(0, 4096),
)
const strings = fc.oneof(
  fc.constantFrom(...words, ...long),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc
    .tuple(fc.constantFrom('gpt-4', 'qwen3', 'mit', 'cc-by-4.0', 'reddit'), fc.constantFrom(...words))
    .map((pair) => pair.join('')),
  fc.array(fc.constantFrom(...words, ' AND ', ' OR ', 'mit', 'llama3'), { maxLength: 12 }).map((list) => list.join('')),
)
const maybe = <T>(arb: fc.Arbitrary<T>) => fc.option(arb, { nil: undefined, freq: 2 })
const hostile = fc
  .record({
    model: maybe(strings),
    channel: maybe(strings),
    dataset: maybe(strings),
    platform: maybe(strings),
    url: maybe(strings),
    collection: maybe(strings),
    content: maybe(strings),
    intent: maybe(strings),
    license: maybe(fc.oneof(strings, fc.array(strings, { maxLength: 4 }))),
    features: maybe(fc.array(strings, { maxLength: 4 })),
    signals: maybe(
      fc.dictionary(
        strings.map((name) => name.slice(0, 256)),
        fc.oneof(
          strings.map((text) => text.slice(0, 1024)),
          fc.double({ noNaN: true, noDefaultInfinity: true }),
          fc.boolean(),
        ),
        { maxKeys: 3, noNullPrototype: true },
      ),
    ),
    date: maybe(
      fc.constantFrom(
        '0000',
        '0000-02',
        '0050-02',
        '9999',
        '9999-12-31',
        '2025-02-31',
        '../..',
        '2025/2024',
        '0001/9999',
      ),
    ),
    collected: maybe(fc.constantFrom('0000', '9999', '2025-06', '../2020')),
  })
  .map((fields) => Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Source)

const judge = judgeFor(chat)
const nested = (depth: number, leaf: Source): Source =>
  Array.from({ length: depth }).reduce<Source>(
    (from) => ({ license: 'cc0-1.0', date: '2025', derived_from: [from] }),
    leaf,
  )

describe('pure and total', () => {
  test('no source that the schema takes makes it throw', () => {
    fc.assert(
      fc.property(hostile, (source) => {
        const parsed = SourceSchema.parse(source)
        const found = judge.explain(judge.origin({ sources: [parsed, { derived_from: [parsed] }] }))
        expect(found.reasons.length).toBeGreaterThan(0)
        expect(judge.rule(judge.origin(parsed)).id).toMatch(/^r-[0-9a-f]{16}$/)
      }),
      { numRuns: 1500 },
    )
  })

  test.each([...words, ...long].map((word) => [word.slice(0, 24), word]))('%j in every field', (_, word) => {
    const name = word.slice(0, 256)
    const every: Source = {
      model: word,
      channel: word,
      dataset: word,
      license: [word, word],
      platform: word,
      url: word,
      features: [word],
      collection: word,
      content: word,
      intent: word,
      signals: { [name]: name },
    }
    expect(allowed(judge.explain(judge.origin(every)))).toBe(false)
    for (const field of ['model', 'dataset', 'license', 'platform', 'url'] as const)
      expect(allowed(rule({ role: 'output', [field]: word } as Source, chat)), field).toBe(false)
  })

  test('a chain of sources as deep as a reader lets through', () => {
    expect(rule(nested(500, { license: 'all-rights-reserved' }), chat).ruling).toBe('forbidden')
    expect(codes(rule(nested(500, { model: 'nobody' }), chat))).toContain('unknown-model')
  })

  test('as many sources and licenses as the schema takes', () => {
    const license = Array.from({ length: 256 }, (_, i) => (i === 200 ? 'all-rights-reserved' : `mit OR x${i}`))
    const many = Array.from({ length: 256 }, (_, i) => ({
      license: i === 7 ? license : 'cc0-1.0',
      url: `https://h${i}.example`,
    }))
    expect(rule({ sources: many }, chat).ruling).toBe('forbidden')
  })

  test('a record is never changed by ruling on it', () => {
    fc.assert(
      fc.property(fc.oneof(sources(), hostile), (source) => {
        const before = structuredClone(source)
        judge.explain(judge.origin(source))
        expect(source).toEqual(before)
      }),
      { numRuns: 300 },
    )
  })

  test('a door named like a property of every object is a host like any other', () => {
    const found = rule({ model: 'Qwen/Qwen3-8B', channel: 'constructor', date: '2025-06' }, chat)
    expect(found.ruling).toBe('permitted')
    expect(codes(found)).toContain('unnamed-host')
  })

  test('a name whose words can be cut in many ways is read in no time', () => {
    const name = `qwen3-${'q4-0-'.repeat(800)}x`
    expect(codes(rule({ model: name, channel: 'weights' }, chat))).toContain('unlisted-variant')
  })
})

describe('what is not known is never permitted', () => {
  const near = fc
    .tuple(
      fc.constantFrom(...builtin.catalog.models.flatMap(({ family }) => family)),
      fc.constantFrom('\u200b', '\u200d', '\ufeff', '\u00ad', '\u2011', 'х', 'ｇ', '\u0301', '\t', '\n'),
      fc.nat(),
    )
    .map(([name, mark, at]) => name.slice(0, at % (name.length + 1)) + mark + name.slice(at % (name.length + 1)))

  test('a name that looks like a model', () => {
    fc.assert(
      fc.property(near, (model) => {
        const found = rule(
          { model, channel: 'weights', date: '2025-06-01' },
          { kind: 'benchmark', purpose: 'evaluate' },
        )
        expect(allowed(found), JSON.stringify(model)).toBe(false)
      }),
      { numRuns: 1000 },
    )
  })

  test('a closed model with words before or behind', () => {
    const closed = builtin.catalog.models.filter(({ open }) => !open).flatMap(({ family }) => family)
    fc.assert(
      fc.property(
        fc.constantFrom(...closed),
        fc.constantFrom(
          (name: string) => `my-${name}`,
          (name: string) => `${name}-like`,
          (name: string) => `${name}-zzz`,
          (name: string) => `who/${name}`,
        ),
        (name, change) => {
          const found = rule({ model: change(name), date: '2025-06-01' }, { kind: 'benchmark', purpose: 'evaluate' })
          expect(allowed(found), change(name)).toBe(false)
        },
      ),
      { numRuns: 1000 },
    )
  })

  test('a license text that is neither an id nor an expression of ids', () => {
    const texts = fc.oneof(
      fc.string({ minLength: 1, maxLength: 30 }),
      fc.constantFrom('house-license', 'LicenseRef-mine', 'MIT-ish', 'see LICENSE', 'CC BY', 'free', 'Apache', '✓'),
    )
    const known = (text: string) => builtin.licenses.has(text.toLowerCase())
    fc.assert(
      fc.property(
        texts.filter((text) => !known(text)),
        fc.constantFrom('cc0-1.0', 'mit'),
        (text, good) => {
          for (const license of [text, [good, text], `${good} AND ${text}`])
            expect(allowed(rule({ license, author: 'human' }, chat)), JSON.stringify(license)).toBe(false)
        },
      ),
      { numRuns: 500 },
    )
  })

  test('a source without any word', () => {
    expect(rule({}, chat)).toMatchObject({ ruling: 'undetermined', action: 'quarantine' })
    expect(AS_OF).toBe('2026-11-22')
  })
})
