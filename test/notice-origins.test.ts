import { expect, test } from 'vitest'
import type { Source } from '../src/index.ts'
import { type Row, summarize } from './notice-kit.ts'
import { chat, model, oblige, small, terms, version } from './ruling-kit.ts'

type Setting = Parameters<typeof summarize>[1]

/** The names of what brings each task, by the task's first clause. */
const bringers = (rows: readonly Row[], setting: Setting = {}): Record<string, string[]> =>
  Object.fromEntries(
    summarize(rows, setting).tasks.map(({ clauses, origins }) => [
      `${clauses[0]!.terms}@${clauses[0]!.version} ${clauses[0]!.clause}`,
      origins.names.map(({ kind, name, rows: count }) => `${kind} ${name} ${count}`),
    ]),
  )

const copy = oblige({}, { id: 'copy', duty: 'license-copy' })
const catalog = small({
  terms: [
    terms('t', [version('old', null, '2023-12-31', [copy]), version('new', '2024-01-01', null, [copy])]),
    terms('both', [
      version('1', null, null, [
        copy,
        oblige({ bound: ['content'] }, { id: 'content', duty: 'notice-file' }),
        oblige({ bound: ['outputs'] }, { id: 'outputs', duty: 'aup-compliance' }),
      ]),
    ]),
    terms('free', [version('1', null, null)]),
  ],
  models: [
    model('m', { api: ['t'] }),
    model('m2', { api: ['t'] }),
    model('tuned', { api: ['free'] }, { lineage: [{ relation: 'finetuned-from', to: 'm', channel: 'api' }] }),
    model('pupil', { api: ['free'] }, { lineage: [{ relation: 'trained-on-outputs-of', to: 'm', channel: 'api' }] }),
    model('b', { api: ['both'] }),
  ],
  licenses: [
    { text: 'both', terms: ['both'] },
    { text: 'free', terms: ['free'] },
  ],
})
const made = (name: string, more: Source = {}): Source => ({ model: name, channel: 'api', ...more })

test.each<[string, Row[], Record<string, string[]>]>([
  ['a model', [{ from: made('m', { date: '2024' }), rows: 2 }], { 't@new copy': ['model m 2'] }],
  [
    'each by the version of its day',
    [
      {
        from: { sources: [made('m', { date: '2023' }), made('m2', { date: '2024' }), made('b')] },
        rows: 2,
      },
    ],
    {
      'both@1 copy': ['model b 2'],
      'both@1 outputs': ['model b 2'],
      't@new copy': ['model m2 2'],
      't@old copy': ['model m 2'],
    },
  ],
  [
    'a model that was fine-tuned, by its own name',
    [{ from: made('tuned'), rows: 2 }],
    { 't@new copy': ['model tuned 2'], 't@old copy': ['model tuned 2'] },
  ],
  [
    'not one that only learned from outputs',
    [{ from: { sources: [made('pupil'), made('m', { date: '2024' })] }, rows: 2 }],
    { 't@new copy': ['model m 2'] },
  ],
  [
    'content or outputs, as the clause asks',
    [{ from: { sources: [made('b'), { dataset: 'd', license: 'both', author: 'human' }] }, rows: 3 }],
    {
      'both@1 copy': ['dataset d 3', 'model b 3'],
      'both@1 content': ['dataset d 3'],
      'both@1 outputs': ['model b 3'],
    },
  ],
  [
    'of a choice, the license that is taken, by the text that offers it',
    [{ from: { license: 'both OR free', author: 'human' } }, { from: { license: 'both', author: 'human' } }],
    { 'both@1 copy': ['license both 1'], 'both@1 content': ['license both 1'] },
  ],
  [
    'what it is derived from',
    [{ from: { license: 'free', author: 'human', derived_from: [made('b')] } }],
    { 'both@1 copy': ['model b 1'], 'both@1 outputs': ['model b 1'] },
  ],
])('what brings a task: %s', (_what, rows, expected) => {
  expect(bringers(rows, { catalog })).toEqual(expected)
})

test('what brings a permission is what it was given for', () => {
  const forbidding = small({
    terms: [terms('t', [version('1', null, null, [{ id: 'no', says: 'no', effect: 'forbid', when: {} }])])],
    models: [model('m', { api: ['t'] }), model('n', { api: ['t'] })],
  })
  const rows: Row[] = [
    { from: made('m'), rows: 2 },
    { from: made('n'), rows: 1 },
  ]
  const permissions = [{ grantor: 'maker', reference: 'letter' }]
  expect(bringers(rows, { catalog: forbidding, permissions })).toEqual({ 't@- letter': ['model m 2', 'model n 1'] })
})

test('a task counts a row once, however many of its clauses and sources ask for it', () => {
  const { tasks } = summarize([{ from: { sources: [made('m'), made('m', { role: 'input' })] }, rows: 4 }], {
    catalog: small({
      terms: [terms('t', [version('1', null, null, [oblige({}, { id: 'a' }), oblige({}, { id: 'b' })])])],
      models: [model('m', { api: ['t'] })],
    }),
    target: chat,
  })
  expect(tasks).toMatchObject([{ rows: 4, origins: { names: [{ rows: 4 }] }, clauses: [{ rows: 4 }, { rows: 4 }] }])
})
