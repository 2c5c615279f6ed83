import { ConventionSpec } from '../schemas/convention.ts'
import { type CompiledConvention, compileConvention, NATIVE } from '../src/convention.ts'

/** A record as JSON has it: a member may be null or missing. */
export type Row = { readonly id: number; readonly text: string | null } & Readonly<Record<string, unknown>>

/** A way in which records carry provenance: the same in every format, in the format's own types. */
export interface Variant {
  readonly name: 'struct' | 'text' | 'columns'
  readonly convention: CompiledConvention
  readonly rows: readonly Row[]
}

const TEXTS = [
  'plain',
  '',
  'ünïcödé – 🦆',
  'line\nbreak "quoted" \\',
  '\u0000\u0001',
  '中文字符',
  null,
  'x'.repeat(300),
]

const SOURCES: readonly unknown[] = [
  { role: 'output', model: 'gpt-4o-2024-08-06', channel: 'api', account: 'own', date: '2025-08-10' },
  { license: 'cc-by-4.0', author: 'human' },
  { role: 'output', model: 'a-model-that-nobody-knows', channel: 'api' },
  { license: 'apache-2.0', dataset: 'org/nämen' },
  null,
  { role: 'output', model: 'mistral-7b-instruct', channel: 'weights', features: ['web-search', ''] },
  { license: 'cc-by-nc-4.0', derived_from: [{ dataset: 'org/other', license: 'mit' }, { license: 'gpl-3.0' }] },
  {},
  { role: 'narrator', model: 'gpt-4' },
  { license: 'mit', features: [] },
  { role: 'output', model: 'gpt-4', date: 'soon' },
  { license: 'mit', derived_from: [] },
  { license: 'mit', features: [null] },
  { role: null, model: null, license: 'mit', date: null },
  { role: 'judge', model: 'claude-3-opus-20240229', channel: 'api', date: '2024-05' },
  { license: 'MIT OR GPL-3.0-only' },
]

const TEXT_SOURCES: readonly (string | null)[] = [
  ...SOURCES.map((source) => JSON.stringify(source)),
  '{"sources":[{"license":"mit"},{"role":"output","model":"gpt-4o","channel":"api","account":"own"}]}',
  '{"sources":[{"license":"mit"},{"license":"apache-2.0"}]}',
  '{"sources":[]}',
  'written by hand',
  '{"license":"mit","license":"gpl-3.0"}',
  '{"license":"mit","licence":"mit"}',
  '{"license":"mit"',
  '',
  null,
]

const COLUMNS: readonly Readonly<Record<string, unknown>>[] = [
  { model: 'gpt-4o-2024-08-06', date: '2025-08-10', license: ['mit'] },
  { model: null, date: null, license: ['apache-2.0', 'cc-by-4.0'] },
  { model: 'no-such-model', date: '2024', license: null },
  { license: ['cc-by-nc-4.0'] },
  { model: 'gpt-4\u200b', license: ['mit'] },
  { model: '', date: '', license: [] },
  {},
  { model: 'claude-3-opus-20240229', date: '2024-05-01/2024-06-01', license: ['mit', 'no-such-license'] },
  { license: ['MIT'] },
  { model: 'mistral-7b-instruct', date: '2024-13-45' },
]

const COUNT = 200

/** `COUNT` rows; every third row that has nothing lacks the field, the others have null there. */
function rowsOf(members: readonly Readonly<Record<string, unknown>>[]): Row[] {
  return Array.from({ length: COUNT }, (_, id) => {
    const given = members[(id * 7 + (id >> 5)) % members.length]!
    const kept = Object.entries(given).filter(([, value]) => value !== null || id % 3 !== 0)
    return { id, text: TEXTS[id % TEXTS.length]!, ...Object.fromEntries(kept) }
  })
}

export const VARIANTS: readonly Variant[] = [
  {
    name: 'struct',
    convention: compileConvention(NATIVE),
    rows: rowsOf(SOURCES.map((provenance) => ({ provenance }))),
  },
  {
    name: 'text',
    convention: compileConvention(NATIVE),
    rows: rowsOf(TEXT_SOURCES.map((provenance) => ({ provenance }))),
  },
  {
    name: 'columns',
    convention: compileConvention(
      ConventionSpec.parse({
        id: 'columns',
        says: 'a model, a date and licenses in columns of their own',
        sources: [
          { set: { role: { const: 'output' }, model: '/model', date: '/date' }, required: ['model'] },
          { set: { license: '/license' } },
        ],
      }),
    ),
    rows: rowsOf(COLUMNS),
  },
]

/** Rows as JSON without what is null, since columns can not tell it from what is missing. Lists keep their nulls. */
export function bare(rows: unknown): unknown {
  const number = (_: string, value: unknown) => (typeof value === 'bigint' ? Number(value) : value)
  return JSON.parse(JSON.stringify(rows, number), (_, value) => {
    if (value === null || typeof value !== 'object' || Array.isArray(value)) return value
    return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== null))
  })
}
