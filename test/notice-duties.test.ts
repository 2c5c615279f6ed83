import { describe, expect, test } from 'vitest'
import { type Duty, Obligation, type Target } from '../src/index.ts'
import { duty, limit, summarize, taskOf, users } from './notice-kit.ts'
import { builtin, chat, oblige, underL } from './ruling-kit.ts'

const revenue = { op: 'at-most', field: 'annual_revenue_usd', value: 20_000_000 }

/** A clause, the section of its task and what a person is told to do. */
const SAYINGS: [Duty, object, string, string][] = [
  [
    'attribution',
    duty('attribution'),
    'attributions',
    'Credit each origin that is listed: who made it, where it comes from and under which license',
  ],
  ['indicate-changes', duty('indicate-changes'), 'attributions', 'Say with the release that the material was changed'],
  ['license-copy', duty('license-copy'), 'license-copies', 'Ship a copy of `Text L` with the release'],
  [
    'name-prefix',
    duty('name-prefix', { check: { op: 'starts-with', field: 'name', value: 'Llama' } }),
    'name',
    'Begin the name of the model with `Llama`',
  ],
  [
    'built-with-notice',
    duty('built-with-notice', { quote: 'display “Built with Qwen” or “Improved using Qwen” in the documentation' }),
    'notices',
    'Show the words `Built with Qwen` or `Improved using Qwen`',
  ],
  [
    'built-with-notice',
    duty('built-with-notice', { says: 'What is derived shows "Powered by L".' }),
    'notices',
    'Show the words `Powered by L`',
  ],
  [
    'built-with-notice',
    duty('built-with-notice', { says: 'Advertising names who made it.' }),
    'notices',
    'Show the acknowledgment that `Text L` asks for',
  ],
  [
    'ui-display',
    limit('ui-display', users, { quote: 'you shall display "Kimi K2" on the user interface' }),
    'notices',
    'With more than 700,000,000 monthly active users, show the words `Kimi K2` in the user interface',
  ],
  ['notice-file', duty('notice-file'), 'notice-files', 'Ship the notices that `Text L` asks for with the release'],
  [
    'share-alike',
    duty('share-alike', { check: { op: 'one-of', field: 'release_license', value: ['a-3.0', 'a-4.0'] } }),
    'share-alike',
    'Release under `a-3.0` or `a-4.0`',
  ],
  ['share-alike', duty('share-alike'), 'share-alike', 'Release what is built on this content under `Text L`'],
  [
    'flow-down-use-restrictions',
    duty('flow-down-use-restrictions'),
    'flow-down',
    'Pass the use restrictions of `Text L` on to whoever gets the release',
  ],
  ['flow-down-terms', duty('flow-down-terms'), 'flow-down', 'Bind whoever gets the release to `Text L`'],
  ['noncommercial-only', duty('noncommercial-only'), 'limits', 'Keep every use noncommercial'],
  ['research-only', duty('research-only'), 'limits', 'Keep every use within research'],
  ['evaluation-only', duty('evaluation-only'), 'limits', 'Use it for evaluation only'],
  ['internal-only', duty('internal-only'), 'limits', 'Keep it inside: give nothing of it to others'],
  ['no-redistribution-of-data', duty('no-redistribution-of-data'), 'limits', 'Give none of these records to others'],
  ['aup-compliance', duty('aup-compliance'), 'limits', 'Keep to the use restrictions of `Text L`'],
  [
    'region',
    limit('region', { op: 'excludes', field: 'domicile', value: ['EU', 'AT', 'BE', 'BG'] }),
    'limits',
    'Make sure that no licensee sits in `EU` and 3 more places: `Text L` grants nothing there',
  ],
  [
    'mau-license',
    limit('mau-license', users),
    'limits',
    'With more than 700,000,000 monthly active users, do as `Text L` asks',
  ],
  ['mau-license', duty('mau-license'), 'limits', 'Find out whether `Text L` asks you for a license of your own'],
  [
    'revenue-license',
    limit('revenue-license', revenue),
    'records',
    'With more than 20,000,000 US dollars of revenue a year, get a license of `Maker`',
  ],
  [
    'maas-agreement',
    limit('maas-agreement', revenue),
    'records',
    'With more than 20,000,000 US dollars of revenue a year, make an agreement with `Maker`',
  ],
  [
    'commercial-registration',
    duty('commercial-registration'),
    'records',
    'Register, or get the commercial license, as `Text L` asks',
  ],
  ['record-permission', duty('record-permission'), 'records', 'Keep the permission `duty` of `Maker` on file'],
  [
    'record-assertion',
    duty('record-assertion'),
    'records',
    'Keep on file why this model does not compete with `Maker`',
  ],
  [
    'honor-removals',
    duty('honor-removals'),
    'others',
    'Take out what was removed at the source since, as `Text L` asks',
  ],
]

describe('what a duty asks a person to do', () => {
  test.each(SAYINGS)('%s %#', (name, clause, section, does) => {
    expect(taskOf(clause)).toMatchObject({ duty: name, section, does, rows: 3 })
  })

  test('is told for every duty', () => {
    expect([...new Set(SAYINGS.map(([name]) => name))].sort()).toEqual([...Obligation.shape.duty.options].sort())
  })

  test.each([
    ['license-copy', 'Ship a copy of `Text L` with the published records'],
    ['attribution', 'Keep the credit that the published records came with'],
    ['share-alike', 'Publish the records under `Text L`'],
  ] as const)('%s of published records', (name, does) => {
    const clause = oblige({ publishes_data: true }, { duty: name })
    expect(taskOf(clause)).toMatchObject({ section: 'data', does, clauses: [{ declare: ['publishes_data'] }] })
    const declared = taskOf(clause, { publishes_data: true })
    expect(declared).toMatchObject({ does, clauses: [{ declare: [] }] })
    expect(declared.section).not.toBe('data')
  })

  test('a basis for content without a license, and contracts of others, are kept on file', () => {
    const accepted = summarize([{ from: { url: 'https://example.org/a', author: 'human' } }], {
      settings: { unlicensed: { accept: 'fair-use', basis: 'memo 7' } },
    })
    expect(accepted.tasks.map(({ does }) => does)).toEqual([
      'Keep on file why content without a license may be used: `fair-use`',
    ])
    expect(accepted.tasks[0]?.origins.names).toEqual([{ kind: 'host', name: 'example.org', rows: 1 }])
    expect(accepted.resting[0]?.on[0]?.says).toContain('basis: memo 7')
    const other = summarize([{ from: { model: 'gpt-4o', channel: 'api', account: 'other', date: '2025-08-10' } }], {
      settings: { reach: 'account-holder' },
    })
    expect(other.tasks.map(({ does }) => does)).toContainEqual(
      expect.stringMatching(/^Keep on file that others made this under `.*`, whose contract does not bind you$/),
    )
  })

  test('an assertion is kept with its basis', () => {
    const target: Target = { ...chat, kind: 'extraction', competes_with: { openai: false, basis: 'memo 2026-03' } }
    const { tasks } = summarize([{ from: { model: 'gpt-4o', channel: 'api', date: '2025-08-10' } }], { target })
    expect(tasks.filter(({ duty: name }) => name === 'record-assertion')).toEqual([
      expect.objectContaining({
        does: 'Keep on file why this model does not compete with `OpenAI`',
        note: 'basis: `memo 2026-03`',
      }),
    ])
  })
})

test('no words of the built-in catalog break the page, and each of its duties finds what to do', () => {
  const found = builtin.catalog.terms.flatMap(({ id, versions }) =>
    versions.flatMap(({ id: pin, clauses }) =>
      clauses.flatMap((clause) =>
        clause.effect === 'oblige' || clause.effect === 'limit'
          ? [{ duty: clause.duty, terms: id, version: pin, clause: clause.id, open: false }]
          : [],
      ),
    ),
  )
  const { tasks } = summarize([{ from: underL, over: { ruling: 'conditional', action: 'pass', obligations: found } }])
  expect(tasks.flatMap(({ clauses }) => clauses)).toHaveLength(found.length)
  for (const { does } of tasks) {
    expect(does).not.toMatch(/undefined|\[object|“|\n/)
    expect(does.split('`').length % 2).toBe(1)
  }
})
