import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readerOf } from '../adapters/loaders/guard-run.ts'
import { createCodeOf, createCodeOfGiven } from '../adapters/loaders/record-codes.ts'
import { compileConvention, createPlan, createTable, NATIVE, type Source } from '../src/index.ts'
import { sources } from './laws-kit.ts'
import { builtin, chat, judgeFor } from './ruling-kit.ts'

const judge = judgeFor(chat)
const table = createTable(1_000_000)

function plansFor(convention = compileConvention(NATIVE)) {
  const made = { convention, judge, table, defaults: [{ role: 'output' }] as readonly Source[] }
  return { fast: createPlan(made), plain: createPlan({ ...made, reference: true }) }
}

/** Values as loaders give them, and as they should not. */
const odd = fc.oneof(
  fc.jsonValue(),
  fc.constantFrom<unknown>(undefined, null, Number.NaN, -0, 1e21, 7n, 2n ** 70n, () => 1, Symbol('x'), ''),
  fc.constantFrom<unknown>(new Date('2025-06-07'), new Date(Number.NaN), new Map(), new Set(['mit']), new Array(1), [
    'mit',
    'mit',
  ]),
  fc.constantFrom<unknown>(Uint8Array.of(1), Object.create(null), Object.create({ model: 'gpt-4o' }), { length: 2 }),
  fc.constantFrom<unknown>({ toJSON: () => ({ license: 'mit' }) }, { *[Symbol.iterator]() {} }, 'x'.repeat(2000)),
  fc.constantFrom<unknown>(
    new (class Row {
      license = 'mit'
    })(),
    Object.freeze({ license: 'mit' }),
    deep(600),
  ),
)

function deep(levels: number): unknown {
  let value: unknown = 'x'
  for (let i = 0; i < levels; i++) value = [value]
  return value
}

const provenances = fc.oneof(
  { weight: 4, arbitrary: sources() as fc.Arbitrary<unknown> },
  fc.array(sources(), { minLength: 1, maxLength: 3 }).map((list) => ({ sources: list })),
  sources().map((source) => JSON.stringify(source)),
  fc
    .tuple(sources(), fc.constantFrom('model', 'license', 'date', 'signals', 'licence'), odd)
    .map(([source, name, value]) => ({ ...source, [name]: value })),
  odd,
)

describe('the code of a record', () => {
  test('is that of the plain way, however often its like was met', () => {
    fc.assert(
      fc.property(fc.array(provenances, { minLength: 1, maxLength: 8 }), (list) => {
        const { fast, plain } = plansFor()
        const [codeOf, plainly] = [createCodeOf(fast), createCodeOf(plain)]
        for (let round = 0; round < 2; round++)
          for (const provenance of list) {
            const record = { text: 'x', provenance }
            expect(table.get(codeOf(record))).toEqual(table.get(plainly(record)))
          }
      }),
      { numRuns: 400 },
    )
  })

  test('is that of the plain way for the conventions of the catalog', () => {
    for (const spec of builtin.catalog.conventions) {
      const { fast, plain } = plansFor(compileConvention(spec))
      const [codeOf, plainly] = [createCodeOf(fast), createCodeOf(plain)]
      const values = ['gpt-4', 'mit', 1686700800, new Date('2025-06-07'), 7n, ['mit'], { a: null }, null, undefined]
      for (const value of [...values, ...values])
        for (const column of fast.columns) {
          const record = { [column]: value }
          expect(table.get(codeOf(record)), `${spec.id} ${column}`).toEqual(table.get(plainly(record)))
        }
    }
  })

  test('of what a function gives is that of the plain way', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(provenances, fc.array(sources())), { minLength: 1, maxLength: 8 }), (list) => {
        const { fast, plain } = plansFor()
        const read = readerOf((record: { given: unknown }) => record.given as never)
        const fill = { defaults: [], project: judge.project }
        const codeOf = createCodeOfGiven(fast, read, table.intern, fill)
        const plainly = createCodeOfGiven(plain, read, table.intern, fill)
        for (let round = 0; round < 2; round++)
          for (const given of list) expect(table.get(codeOf({ given }))).toEqual(table.get(plainly({ given })))
      }),
      { numRuns: 200 },
    )
  })

  test.each<[unknown, unknown]>([
    [{ signals: { noai: 1 }, model: 'gpt-4o' }, { signals: { noai: 1, model: 'gpt-4o' } }],
    [{ features: ['a'], model: 'gpt-4o' }, { features: ['a', 'model', 'gpt-4o'] }],
    [{}, { *[Symbol.iterator]() {} }],
    [{ license: 'mit' }, { license: 'mit', toJSON: 'x' }],
    [{ signals: { a: 1 } }, { signals: { a: '1' } }],
    [{ model: 'gpt-4o' }, { model: 'gpt-4o', license: undefined }],
    [{ license: ['mit'] }, { license: new Array(1) }],
    [[], {}],
  ])('tells %j from %o', (one, other) => {
    const { fast, plain } = plansFor()
    const [codeOf, plainly] = [createCodeOf(fast), createCodeOf(plain)]
    for (const provenance of [one, other, one, other])
      expect(table.get(codeOf({ provenance }))).toEqual(table.get(plainly({ provenance })))
    expect(codeOf({ provenance: one }) === codeOf({ provenance: other })).toBe(false)
  })

  test('follows an object that changes', () => {
    const codeOf = createCodeOf(plansFor().fast)
    const provenance: Record<string, unknown> = { license: 'cc0-1.0' }
    const record = { provenance }
    const first = codeOf(record)
    provenance.license = 'all-rights-reserved'
    const second = codeOf(record)
    provenance.license = 'cc0-1.0'
    expect(second).not.toBe(first)
    expect(codeOf(record)).toBe(first)
  })

  test('is made of what was read, even if a getter says something else each time', () => {
    const { fast } = plansFor()
    const codeOf = createCodeOf(fast)
    const values = ['cc0-1.0', 'all-rights-reserved', 'mit', 'cc-by-4.0']
    let at = 0
    const record = {
      get provenance() {
        return { license: values[at++ % values.length] }
      },
    }
    for (let i = 0; i < 20; i++) codeOf(record)
    for (const license of values)
      expect(table.get(codeOf({ provenance: { license } }))).toMatchObject({ sources: [{ license }] })
  })

  test('is found again after the memory was filled with what never recurs', () => {
    const codeOf = createCodeOf(plansFor().fast)
    const day = (i: number) => new Date(Date.UTC(2000, 0, 1 + (i % 9000))).toISOString().slice(0, 10)
    for (let i = 0; i < 100_000; i++)
      codeOf({ provenance: { model: 'gpt-4o', channel: `a host ${i % 7}`, date: day(i) } })
    expect(table.get(codeOf({ provenance: { license: 'mit' } }))).toMatchObject({ sources: [{ license: 'mit' }] })
  })
})
