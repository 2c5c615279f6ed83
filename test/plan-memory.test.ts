import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type Cells,
  type CompiledConvention,
  compileConvention,
  createPlan,
  createTable,
  type Judge,
  NATIVE,
  parseJson,
  type ReadCode,
  type Source,
} from '../src/index.ts'
import { sources } from './laws-kit.ts'
import { builtin, chat, judgeFor } from './ruling-kit.ts'

const curations = [
  { match: { license: 'l0' }, set: { model: 'gpt-4o' }, evidence: 'e', owner: 'o', until: '2027-01-01' },
  {
    match: { url: 'https://example.org/a/1' },
    set: { license: 'cc0-1.0' },
    evidence: 'e',
    owner: 'o',
    until: '2027-01-01',
  },
]
const permissions = [{ grantor: 'openai', reference: 'r', covers: { from: '2025-05-01', until: '2025-08-31' } }]
const judge = judgeFor(chat, { curations, permissions })

/** The same rows read plainly and with all that is remembered: what each one's code stands for. */
function both(options: { convention?: CompiledConvention; defaults?: readonly Source[]; judge?: Judge } = {}) {
  const table = createTable(1_000_000)
  const made = { convention: compileConvention(NATIVE), judge, table, ...options }
  const plain = createPlan({ ...made, reference: true })
  const fast = createPlan(made)
  return {
    fast,
    same(cells: Cells | ReadCode): void {
      expect(table.get(fast.origin(cells)), JSON.stringify(cells)).toEqual(table.get(plain.origin(cells)))
    },
    sameText(text: string): void {
      const read = (): Cells | ReadCode => {
        const found = parseJson(text)
        return 'code' in found ? found.code : { provenance: found.value }
      }
      const key = `${text}\0`
      expect(table.get(fast.intern(key, read)), text).toEqual(table.get(plain.intern(key, read)))
    },
  }
}

const day = fc
  .date({ min: new Date('2022-01-01'), max: new Date('2027-03-01'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10))
const date = fc.oneof({ weight: 5, arbitrary: day }, fc.constantFrom('2024', '2025-02-31', '2024-13-01', '2025-06/..'))
const url = fc.oneof(
  fc.nat(5).map((page) => `https://example.org/a/${page}`),
  fc.constantFrom('https://Example.org/', 'https://reddit.com/r/x', 'https://u:p@reddit.com/', 'http://1.2/', 'x y'),
  fc.constantFrom('https://reddit.com\\@example.org/', 'https://xn--a.com/', 'https://a.com:80/', 'https://ä.com/', ''),
)

/** Few sources with many days and addresses, so that most are met again with others in their place. */
const rows = fc.array(sources(), { minLength: 1, maxLength: 3 }).chain((few) =>
  fc.array(
    fc
      .tuple(
        fc.constantFrom(...few),
        fc.option(date, { nil: undefined, freq: 6 }),
        fc.option(date, { nil: undefined, freq: 1 }),
        fc.option(url, { nil: undefined, freq: 1 }),
      )
      .map(([source, made, collected, at]) => ({
        ...source,
        ...(made !== undefined && { date: made }),
        ...(collected !== undefined && { collected }),
        ...(at !== undefined && { url: at }),
      })),
    { maxLength: 30 },
  ),
)

describe('what is remembered changes nothing', () => {
  test.each<[string, readonly Source[]]>([
    ['without defaults', []],
    [
      'with defaults',
      [
        { role: 'output', channel: 'api' },
        { date: '2025-06-07', license: 'mit' },
      ],
    ],
  ])('for cells, %s', (_name, defaults) => {
    fc.assert(
      fc.property(rows, fc.boolean(), (list, several) => {
        const { same } = both({ defaults })
        for (const [i, source] of list.entries())
          same({ provenance: several ? { sources: [source, list[i >> 1]!] } : source })
      }),
      { numRuns: 150 },
    )
  })

  test.each<[string, readonly Source[]]>([
    ['without defaults', []],
    ['with defaults', [{ role: 'output', collected: '2025-01-01' }]],
  ])('for JSON texts, %s', (_name, defaults) => {
    fc.assert(
      fc.property(rows, fc.constantFrom(0, 1, 2), (list, form) => {
        const { sameText } = both({ defaults })
        for (const source of list)
          sameText(
            form === 0 ? JSON.stringify(source) : JSON.stringify({ sources: [source] }, null, form === 2 ? 1 : 0),
          )
      }),
      { numRuns: 150 },
    )
  })

  // Each text twice with another day, so that the second one is found without being read.
  test.each<[string, (made: string) => string]>([
    ['a date', (made) => `{"model":"gpt-4o","channel":"api","date":"${made}"}`],
    ['spaces', (made) => `{ "date" : "${made}" , "model" : "gpt-4o","channel":"api" }`],
    [
      'the date of what it is derived from',
      (made) => `{"license":"mit","derived_from":[{"model":"gpt-4o","date":"${made}"}]}`,
    ],
    [
      'two dates',
      (made) => `{"model":"gpt-4o","date":"${made}","derived_from":[{"model":"gpt-4","date":"2023-05-05"}]}`,
    ],
    ['the name of the field as a value', (made) => `{"content":"date","model":"gpt-4o","date":"${made}"}`],
    ['an escaped name', (made) => `{"d\\u0061te":"${made}","model":"gpt-4o"}`],
    ['a date in a text', (made) => `{"model":"gpt-4o \\"date\\":\\"${made}\\"","date":"2025-01-01"}`],
    ['a name twice', (made) => `{"date":"2025-01-01","model":"gpt-4o","date":"${made}"}`],
    ['several sources', (made) => `{"sources":[{"model":"gpt-4o"},{"model":"gpt-4","date":"${made}"}]}`],
    ['a day and a collection', (made) => `{"platform":"reddit","collected":"${made}","date":"2020-02-02"}`],
    ['a field that is none', (made) => `{"model":"gpt-4o","date":"${made}","licence":"x"}`],
    ['a date that is no text', (made) => `{"model":"gpt-4o","date":${made.slice(0, 4)}}`],
    ['an address', (made) => `{"url":"https://example.org/a/${Number(made.slice(8)) % 4}","date":"${made}"}`],
    ['an address with quotes', (made) => `{"url":"https://reddit.com/\\"${made}","license":"mit"}`],
    ['an address with other letters', (made) => `{"url":"https://reddit.com/ä${made}","license":"mit"}`],
    [
      'the name of the field at the end of another, beside an escaped one',
      (made) => `{"license":"mit","signals":{"x\\"date":"${made}"},"d\\u0061te":"2024-05-05"}`,
    ],
    [
      'the same date in what it is derived from, first',
      (made) =>
        `{"derived_from":[{"model":"gpt-4o","channel":"api","date":"${made}"}],"license":"mit","date":"2024-05-05"}`,
    ],
    ['an address without a slash', (made) => `{"url":"https://reddit.com.${made}","license":"mit"}`],
    ['an address and its user', (made) => `{"url":"https://reddit.com@${made}.org/","license":"mit"}`],
  ])('for a text with %s', (_name, textOf) => {
    const { sameText } = both()
    const made = ['2024-05-05', '2024-05-06', '2025-08-31', '2025-09-01', '2024-13-01', '2025-02-31', '2026-12-31']
    for (const text of [...made, ...made, '2024-05-0"', '2024-05-7 '].map(textOf)) sameText(text)
  })

  /** Two values of each field, of which each makes another origin; the compiler asks for those of a new field. */
  const VALUES: { readonly [Field in keyof Required<Source>]: readonly [unknown, unknown] } = {
    role: ['output', 'judge'],
    model: ['gpt-4o', 'gpt-4'],
    channel: ['api', 'azure'],
    account: ['own', 'other'],
    date: ['2023-06-07', '2025-06-07'],
    collected: ['2023-06-07', '2024-06-07'],
    dataset: ['a/b', 'a/c'],
    license: ['mit', ['mit']],
    platform: ['reddit', 'stackoverflow'],
    url: ['https://reddit.com/', 'https://example.org/'],
    author: ['human', 'model'],
    features: [[], ['web-search']],
    collection: ['scraped', 'dump'],
    content: ['code', 'text'],
    intent: ['training', 'product'],
    edited_by: ['model', 'human'],
    signals: [{ noai: 1 }, { noai: '1' }],
    derived_from: [[{ model: 'gpt-4o' }], [{ model: 'gpt-4' }]],
  }
  test.each(Object.entries(VALUES))('and tells sources apart by `%s`', (field, values) => {
    const base = { model: 'gpt-4o', channel: 'api', platform: 'reddit' }
    // Without a model, an editor that is one counts.
    const { model: _, ...without } = base
    const { same, sameText, fast } = both()
    for (const round of [base, field === 'edited_by' ? without : base])
      for (const value of values) {
        same({ provenance: { ...round, [field]: value } })
        sameText(JSON.stringify({ ...round, [field]: value }))
      }
    const round = field === 'edited_by' ? without : base
    const codes = values.map((value) => fast.origin({ provenance: { ...round, [field]: value } }))
    expect(codes[0]).not.toBe(codes[1])
  })

  test('for the conventions of the catalog', () => {
    for (const spec of builtin.catalog.conventions) {
      const { same } = both({ convention: compileConvention(spec) })
      for (const value of ['gpt-4', 'mit', 1686700800, ['mit', 'gpl-3.0'], { a: 1 }, null])
        same(
          Object.fromEntries(
            compileConvention(spec)
              .columns.slice(1)
              .map((column) => [column, value]),
          ),
        )
    }
  })
})

test('a new day or page costs no reading, and 100,000 of them no places in the table', () => {
  const table = createTable(1000)
  const plan = createPlan({ convention: compileConvention(NATIVE), judge, table })
  let read = 0
  for (let i = 0; i < 100_000; i++) {
    const made = new Date(Date.UTC(2020, 0, 1 + (i % 2500))).toISOString().slice(0, 10)
    const text = `{"model":"gpt-4o","channel":"api","date":"${made}","url":"https://example.org/p/${i}"}`
    plan.intern(`${text}\0`, () => {
      read += 1
      return { provenance: JSON.parse(text) as unknown }
    })
  }
  expect(read).toBe(table.size)
  expect(read).toBeLessThan(30)
})
