import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { builtinCatalog } from '../src/index.ts'
import { judgeSignal } from '../src/signal.ts'
import { allowed, builtin, rank, rule } from './ruling-kit.ts'
import { licensed, type Signals, TARGET } from './signal-kit.ts'

const pick = <T>(...values: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...values)
const { signals } = builtinCatalog
const names = signals.flatMap(({ name, aliases }) => [name, ...aliases])
const words = [
  ...signals.flatMap(({ values, constrained, free }) => [...values, ...constrained, ...free]).map(String),
  ...['train-ai=', 'search=', 'bots=', 'tdm=', ', ', '; ', '\n', '"', '(', '#', ':', '/', '/a ', '{', '}', '[', ']'],
  ...['User-agent: ', 'Disallow: ', 'Allow: ', 'Content-Usage: ', 'GPTBot', 'Googlebot', '*', 'zzz', '\u200b', ' '],
  ...['{"entries":{"cawg.ai_training":{"use":"', 'notAllowed', '"}}}', '{"tdm-reservation":', '"location":"/"'],
]
const texts = fc.oneof(
  fc.array(pick(...words), { maxLength: 8 }).map((parts) => parts.join('')),
  fc.array(pick(...words), { maxLength: 6 }).map((parts) => parts.join(', ')),
  fc.string({ unit: 'grapheme' }),
)
const values = fc.oneof({ weight: 6, arbitrary: texts }, pick<string | number | boolean>(0, 1, true, false))
const sets: fc.Arbitrary<Signals> = fc.dictionary(pick(...names), values, { maxKeys: 3 })

describe('the laws of signals', () => {
  test('any text is judged, and twice the same', () => {
    fc.assert(
      fc.property(pick(...names), values, (name, value) => {
        expect(judgeSignal(name, value, undefined, builtin)).toEqual(judgeSignal(name, value, undefined, builtin))
      }),
      { numRuns: 3000 },
    )
  })

  test('another signal never loosens', () => {
    fc.assert(
      fc.property(sets, sets, (some, more) => {
        const both = { ...more, ...some }
        expect(rank(rule({ signals: both }, TARGET))).toBeGreaterThanOrEqual(rank(rule({ signals: some }, TARGET)))
        expect(rank(rule(licensed(both), TARGET))).toBeGreaterThanOrEqual(rank(rule(licensed(some), TARGET)))
      }),
      { numRuns: 700 },
    )
  })

  test('another line or word of a text never loosens', () => {
    const lines = pick('train-ai=n', 'train-ai=y', 'search=n', 'bots=n', 'genai=n', '/a train-ai=n', 'zzz=n', 'TRAIN=n')
    const tags = pick('noai', 'noindex', 'index', 'noimageai', 'zzz', 'otherbot: noai')
    const rules = pick('Disallow: /', 'Disallow:', 'Allow: /', 'Disallow: /a', 'Content-Usage: train-ai=n', 'disallow')
    const ruling = (name: string, parts: readonly string[], between: string) =>
      rank(rule(licensed({ [name]: parts.join(between) }), TARGET))
    for (const [name, part, between] of [
      ['content-usage', lines, '\n'],
      ['x-robots-tag', tags, ', '],
      ['robots.txt', rules, '\n'],
    ] as const)
      fc.assert(
        fc.property(fc.array(part, { minLength: 1, maxLength: 4 }), part, fc.nat(), (parts, more, at) => {
          const longer = parts.toSpliced(at % (parts.length + 1), 0, more)
          expect(ruling(name, longer, between)).toBeGreaterThanOrEqual(ruling(name, parts, between))
        }),
        { numRuns: 200 },
      )
  })

  test('a character that cannot be seen never frees, wherever it stands', () => {
    const texts: [string, string][] = [
      ['content-usage', 'search=y, train-ai=y'],
      ['x-robots-tag', 'index, follow'],
      ['robots.txt', 'User-agent: *\nAllow: /'],
      ['train-ai', 'y'],
      ['tdm-reservation', '0'],
      ['cawg.ai_training', 'allowed'],
      ['cawg.training-mining', '{"entries": {"cawg.ai_training": {"use": "allowed"}}}'],
      ['tdmrep.json', '[{"location": "/", "tdm-reservation": 0}]'],
    ]
    for (const [name, text] of texts) {
      expect(allowed(rule(licensed({ [name]: text }), TARGET))).toBe(true)
      for (const hidden of ['\u200b', '\u00ad', '\u2060', '\ufeff', '\u202e', '\u0000', '\u2028'])
        for (let at = 0; at <= text.length; at++) {
          const hides = `${text.slice(0, at)}${hidden}${text.slice(at)}`
          expect(allowed(rule(licensed({ [name]: hides }), TARGET)), JSON.stringify([name, hides])).toBe(false)
        }
    }
  })
})
