import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checkBySchema, checkSource } from '../src/convention-check.ts'
import { sources } from './laws-kit.ts'

const FIELDS = [
  ...['role', 'model', 'channel', 'account', 'date', 'collected', 'dataset', 'license', 'platform', 'url', 'author'],
  ...['features', 'collection', 'content', 'intent', 'edited_by', 'signals', 'derived_from'],
]

/** Values near what the schema takes, on both sides of each limit. */
const near = fc.oneof(
  fc.constantFrom<unknown>('output', 'own', 'other', 'human', 'model', 'mixed', 'judge', '', 'x'.repeat(4096)),
  fc.constantFrom<unknown>('x'.repeat(4097), 'x'.repeat(1024), 'x'.repeat(1025), 'x'.repeat(257), '😀'.repeat(2049)),
  fc.constantFrom<unknown>('2025', '2025-13', '2025-02-31', '2025-1-1', '2025/..', '../..', '2025-06-01T00:00:00Z'),
  fc.constantFrom<unknown>(0, -0, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 7n, true, null, undefined),
  fc.constantFrom<unknown>([], ['a', 7], Array(256).fill('a'), Array(257).fill('a'), Array(64).fill({}), [null]),
  fc.constantFrom<unknown>(Array(65).fill({}), Array(65).fill({ licence: '' }), {}, new Date(0), new Map(), () => 1),
  fc.dictionary(fc.constantFrom('a', '__proto__', 'constructor', 'x'.repeat(256), 'x'.repeat(257)), fc.jsonValue(), {
    maxKeys: 3,
  }),
  fc.constant<unknown>(JSON.parse('{"__proto__": 1}')),
  fc.constant<unknown>(Object.create(null)),
  fc.array(fc.string()),
  fc.jsonValue(),
)

/** Sources with some members that are none, also in what they are derived from. */
const broken = (deep = 2): fc.Arbitrary<unknown> =>
  fc
    .tuple(
      sources(),
      fc.array(fc.tuple(fc.constantFrom(...FIELDS, 'licence', '__proto__', 'constructor', 'toString'), near), {
        maxLength: 3,
      }),
      deep === 0 ? fc.constant(undefined) : fc.option(fc.array(broken(deep - 1), { maxLength: 3 }), { nil: undefined }),
    )
    .map(([source, members, from]) => {
      const made: Record<string, unknown> = { ...source, ...(from && { derived_from: from }) }
      for (const [name, value] of members)
        Object.defineProperty(made, name, { value, enumerable: true, configurable: true, writable: true })
      return made
    })

describe('the fast check of a source', () => {
  test('gives what the schema gives, for sources and for what is nearly one', () => {
    fc.assert(
      fc.property(fc.oneof({ weight: 6, arbitrary: broken() }, sources(), near), (value) => {
        expect(checkSource(value)).toEqual(checkBySchema(value))
      }),
      { numRuns: 3000 },
    )
  })

  test.each(FIELDS)('gives what the schema gives for every odd value of `%s`', (field) => {
    fc.assert(
      fc.property(near, (value) => {
        expect(checkSource({ [field]: value })).toEqual(checkBySchema({ [field]: value }))
      }),
      { numRuns: 300 },
    )
  })
})
