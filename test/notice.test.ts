import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Source } from '../src/index.ts'
import { noticed, type Row, sectionOf, summarize, titlesOf } from './notice-kit.ts'
import { chat } from './ruling-kit.ts'

const free: Row = { from: { license: 'cc0-1.0', author: 'human', dataset: 'a/free' }, rows: 10 }
const credited: Row = { from: { license: 'cc-by-4.0', author: 'human', dataset: 'a/credited' }, rows: 5 }
const llama: Row = { from: { model: 'Llama-3.1-8B', channel: 'weights' }, rows: 3 }
const gpt: Row = { from: { model: 'gpt-4o', channel: 'api', date: '2025-08-10' }, rows: 7 }

describe('a notice', () => {
  test('says how many records passed, for which target and by which catalog, and that it is no legal advice', () => {
    const page = noticed([free, credited, gpt])
    expect(page).toContain('15 of 20 records passed. Provgate is no legal advice')
    expect(page).toContain(
      '- Target: `kind: chat`, `purpose: train`, `distribution: open-weights`, `commercial: false`\n',
    )
    expect(page).toContain('- Catalog `test`, as of 2026-11-22\n')
    expect(page).not.toContain('gpt-4o')
  })

  test('has a section for what there is to do, and none for what there is not', () => {
    expect(titlesOf(noticed([free]))).toEqual(['Other origins of the passed records'])
    expect(titlesOf(noticed([free, credited, llama]))).toEqual([
      'Attributions',
      'The name of the model',
      'Limits on what may be done',
      'Only if the records are published too',
      'Other origins of the passed records',
    ])
  })

  test('says so where there is nothing to do', () => {
    expect(noticed([free])).toContain('bring no obligations that provgate knows of')
    expect(noticed([free])).not.toContain('- [ ]')
    expect(noticed([])).toContain('0 of 20 records passed')
  })

  test('a line to tick says what to do; below are the terms, the clause, its words and their source, and who brings it', () => {
    const lines = sectionOf(noticed([{ ...llama, rows: 2 }]), 'The name of the model')
    expect(lines).toHaveLength(3)
    expect(lines[0]).toBe('- [ ] Begin the name of the model with `Llama`. **Open** (declare `target.name`)')
    expect(lines[1]).toMatch(
      /^ {2}- Llama 3\.1 Community License, `llama3\.1-community@2024-07-23`, clause `name-prefix`, 1\.b\.i: A model .* “any outputs or results .*” \[source\]\(<https:.*LICENSE>\)$/,
    )
    expect(lines[2]).toBe('  - 2 records from model `Llama-3.1-8B`')
  })

  test('what the target keeps is ticked', () => {
    const target = { ...chat, name: 'Llama-Foo-7B' }
    expect(sectionOf(noticed([llama], { target }), 'The name of the model')[0]).toBe(
      '- [x] Begin the name of the model with `Llama`. **Kept** (the target declares `name: Llama-Foo-7B`)',
    )
  })

  test('counts what is to do, and names the fields of the target that would settle more', () => {
    const page = noticed([credited, llama], { target: { ...chat, name: 'Llama-Foo-7B' } })
    const boxes = page.match(/^- \[[ x]\]/gm)!
    const counted = /^- To do: (\d+); (\d+) more if the records are published; 1 kept by what the target declares$/m
    const [, todo, published] = counted.exec(page)!
    expect(Number(todo) + Number(published) + 1).toBe(boxes.length)
    expect(page).toContain('- Open until it is declared: `target.monthly_active_users`, `target.publishes_data`\n')
  })

  test.each([
    [undefined, ['Only if the records are published too']],
    [false, []],
    [true, []],
  ])('duties of published records, with `publishes_data: %s`', (publishes_data, titles) => {
    const target = { ...chat, ...(publishes_data !== undefined && { publishes_data }) }
    const page = noticed([credited], { target })
    expect(titlesOf(page)).toEqual(['Attributions', ...titles])
    expect(page.includes('Keep the credit that the published records came with')).toBe(publishes_data !== false)
  })

  test("what the target's own base asks for stands apart, once a run", () => {
    const page = noticed([llama, gpt], { target: { ...chat, base: 'Llama-3.1-8B', name: 'foo' } })
    const base = sectionOf(page, "What the target's own base asks for")
    expect(base[0]).toMatch(/^- \[ \] Ship a copy of `Llama 3\.1 Community License`/)
    expect(base).toContain(
      '- [ ] Begin the name of the model with `Llama`. **Not kept** (the target declares `name: foo`)',
    )
    expect(base.join('\n')).toContain('- [ ] Show the words `Built with Llama`.')
    expect(base.join('\n')).not.toMatch(/\d records/)
    expect(noticed([free])).not.toContain("target's own base")
  })

  test('the order of origins changes no byte', () => {
    const all = [free, credited, llama, gpt, { from: { dataset: 'b', license: 'mit', author: 'human' } } as Row]
    const expected = noticed(all)
    fc.assert(
      fc.property(fc.shuffledSubarray(all, { minLength: all.length }), (turned) => {
        expect(noticed(turned)).toBe(expected)
      }),
      { numRuns: 20 },
    )
  })
})

describe('rows that rest on something', () => {
  const rests = 'What passed rows rest on beside the words that were read'

  test('are counted, with the grounds', () => {
    const permission = { grantor: 'openai', reference: 'MSA-2026-114', valid: { until: '2027-06-30' } }
    const curation = {
      match: { dataset: 'b/c' },
      set: { license: 'cc0-1.0' },
      evidence: 'https://example.org/why',
      owner: 'legal',
      until: '2027-01-01',
    }
    const rows: Row[] = [
      { from: { model: 'gpt-4o', channel: 'api', date: '2025-08-10' }, rows: 4 },
      { from: { dataset: 'b/c', author: 'human' }, rows: 2 },
      { from: { license: 'cc0-1.0' }, rows: 3 },
    ]
    const page = noticed(rows, { permissions: [permission], curations: [curation] })
    const lines = sectionOf(page, rests)
    expect(lines).toContain('- A license alone: the records name no author or model: 3 records')
    expect(lines).toContain('- A correction of what the record says: 2 records')
    expect(lines).toContain(
      '  - `license` was set to `cc0-1.0` by legal, evidence: https://example.org/why (2 records)',
    )
    expect(lines).toContain('- A written permission: 4 records')
    expect(lines.join('\n')).toContain('permission `MSA-2026-114` of `openai` covers this use (4 records)')
    expect(sectionOf(page, 'Papers to keep or to get').join('\n')).toMatch(
      /^- \[ \] Keep the permission `MSA-2026-114` of `OpenAI` on file\. \(valid until 2027-06-30\)\n/,
    )
  })

  test('that do not pass are not among them', () => {
    expect(sectionOf(noticed([{ from: { license: 'cc0-1.0' }, over: { action: 'drop' } }]), rests)).toEqual([])
  })

  test('words that are known by a quotation only are named by their terms, once a record', () => {
    const reason = { source: 'sources/0', says: 'x', terms: 't', version: '1', evidence: 'quoted' } as const
    const reasons = (['duty', 'permitted-by-clause'] as const).map((code) => ({ ...reason, code }))
    const row: Row = { ...free, over: { rests: ['quotation'], reasons } }
    expect(sectionOf(noticed([row]), rests)).toEqual([
      '- Words that are known by a quotation only: 10 records',
      '  - `t@1` (10 records)',
    ])
  })

  test('what a default declares is named by field', () => {
    const row: Row = { ...free, over: { rests: ['declared'], declared: ['author', 'license'] } }
    expect(sectionOf(noticed([row]), rests)).toEqual([
      '- What a default declares, not the record: 10 records',
      '  - `author` (10 records)',
      '  - `license` (10 records)',
    ])
  })
})

describe('a name in a record', () => {
  /** The page without what stands as code: what a reader's tool takes for marks. */
  const marks = (page: string): string => page.replace(/`[^`\n]*`/g, '``')
  const fields = ['dataset', 'license', 'platform', 'url', 'model'] as const

  const withName = (field: (typeof fields)[number], name: string): string => {
    const from: Source = { license: 'cc-by-4.0', author: 'human', ...(field !== 'license' && { [field]: name }) }
    if (field === 'license') from.license = name
    // Whatever is ruled on it, the page is asked what it would say.
    return noticed([{ from, over: { ruling: 'conditional', action: 'pass', obligations: CREDIT } }])
  }
  const CREDIT = [{ duty: 'attribution' as const, terms: 'cc-by', version: '4.0', clause: 'attribution', open: false }]

  test.each([
    ['a heading', 'a`b\n## Forged\u202e\u2028x', "`a'b\ufffd## Forged\ufffd\ufffdx`"],
    ['a link', '](https://evil.example)', '`](https://evil.example)`'],
    ['markup', '<img src=x onerror=y>', '`<img src=x onerror=y>`'],
    ['nothing', '', '`(empty)`'],
    ['one that has no end', 'x'.repeat(4000), `\`${'x'.repeat(160)}…\``],
  ])('can not write into the page: %s', (_what, name, shown) => {
    const page = withName('dataset', name)
    expect(page).not.toMatch(/^## Forged/m)
    expect(page).toContain(shown)
  })

  test('leaves the marks of the page as they are, whatever it holds', () => {
    const plain = Object.fromEntries(fields.map((field) => [field, marks(withName(field, 'zz'))]))
    const name = fc.oneof(
      fc.string({ unit: 'grapheme', minLength: 1 }),
      fc
        .array(fc.constantFrom('`', '\n', '\r', '#', '- [ ] ', '|', '<b>', '](', '“', '\\', '*', ' ', '\u2028'), {
          minLength: 1,
        })
        .map((parts) => `z${parts.join('')}`),
    )
    fc.assert(
      fc.property(fc.constantFrom(...fields), name, (field, text) => {
        fc.pre(text.trim() !== '')
        expect(marks(withName(field, text))).toBe(plain[field])
      }),
      { numRuns: 150 },
    )
  })

  test('is whole in the summary', () => {
    const from = { dataset: 'x'.repeat(4000), license: 'cc-by-4.0', author: 'human' } as const
    expect(summarize([{ from }]).credits.owed.list[0]?.name).toBe('x'.repeat(4000))
  })
})
