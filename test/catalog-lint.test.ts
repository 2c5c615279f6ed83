import { describe, expect, test } from 'vitest'
import { MODELS } from './catalog-folder-kit.ts'
import {
  change,
  expectOne,
  type Files,
  lint,
  lintAll,
  MODEL,
  NAME,
  QUOTED,
  RIGHT,
  type Row,
} from './catalog-lint-kit.ts'

const terms = (from: string, to: string) => change('terms/acme.yaml', from, to)
const models = (from: string, to: string) => change('models/acme.yaml', from, to)
const quote = (text: string) => terms('quote: no chat models', `quote: ${text}`)
const words = (count: number) => Array.from({ length: count }, (_, i) => `w${i}`).join(' ')
const undated = (source: string): Files => ({
  ...RIGHT,
  'terms/acme.yaml': QUOTED.replace('seen: 2026-11-01', 'seen: null').replace('https://acme.example/', source),
})
const older = (from: string, to: string) =>
  terms(
    '    versions:\n',
    `    versions:
      - {id: old, from: ${from}, to: ${to}, date_basis: stated, seen: null, read: none, clauses: []}
`,
  )

test('of files with nothing to mend it notes that they are unreviewed, once for each', async () => {
  const found = await lintAll(RIGHT)
  expect(found.map(({ level, place, says }) => [level, place, says])).toEqual([
    ['note', 'mine/terms/acme.yaml line 1', '3 of 3 entries of this file are unreviewed'],
    ['note', 'mine/models/acme.yaml line 3', '1 of 1 entries of this file are unreviewed'],
    ['note', 'mine/datasets.yaml line 2', '1 of 1 entries of this file are unreviewed'],
  ])
})

const TERMS = 'mine/terms/acme.yaml'
const CLAUSE = 'clause `acme-terms@2025-01-01#no-chat`'
const SHORT = 'keep the operative words, at most 40'
const UNBROKEN = 'quote one unbroken stretch of words'
const DATE = 'name a commit or a dated copy, or add the day in `seen`'
const exception = 'when: { kind: [chat] }\n            except: [{ says: But Acme., quote: but … Acme, source: s }]'
const topic = '        topics: { inputs: { says: Nobody., quote: nobody ... trains, source: s } }\n        clauses:'

describe('one thing changed is one finding, with its file and line', () => {
  test.each<Row>([
    // quotations
    ['41 words', quote(words(41)), 'error', `${TERMS} line 22`, `${CLAUSE} quotes 41 words`, SHORT],
    ['words left out', quote('no … models'), 'error', `${TERMS} line 22`, /leaves out words/, UNBROKEN],
    ['dots for words', quote("'no [...] models'"), 'error', `${TERMS} line 22`, /leaves out words/, UNBROKEN],
    ['dots apart', quote('no . . . models'), 'error', `${TERMS} line 22`, /leaves out words/, UNBROKEN],
    [
      'in an exception',
      terms('when: { kind: [chat] }', exception),
      'error',
      `${TERMS} line 28`,
      `an exception of ${CLAUSE} leaves out words inside its quotation`,
      UNBROKEN,
    ],
    [
      'in a topic',
      terms('        clauses:', topic),
      'error',
      `${TERMS} line 21`,
      'topic `inputs` of `acme-terms@2025-01-01` leaves out words inside its quotation',
      UNBROKEN,
    ],
    [
      'no source',
      terms('\n            source: https://acme.example/', ''),
      'error',
      `${TERMS} line 22`,
      `${CLAUSE} quotes words without a source`,
      'add `source` to the clause or `sources` to the version',
    ],
    [
      'a source without a date',
      terms('seen: 2026-11-01', 'seen: null'),
      'note',
      `${TERMS} line 15`,
      '`acme-terms@2025-01-01` quotes sources without a date or a commit, and has no day of look (`seen`): no-chat',
      DATE,
    ],
    [
      'a month is no day',
      terms('seen: 2026-11-01', 'seen: null\n        sources: [https://acme.example/2025-13-01]'),
      'note',
      `${TERMS} line 15`,
      '`acme-terms@2025-01-01` quotes sources without a date or a commit, and has no day of look (`seen`): no-chat',
      DATE,
    ],
    [
      'no quotation',
      terms('            quote: no chat models\n', ''),
      'note',
      `${TERMS} line 15`,
      '`acme-terms@2025-01-01` was read in full, and these clauses quote nothing: no-chat',
      'copy the operative words, at most 40, or say `evidence: unread`',
    ],
    [
      'a clause that read more than its version',
      terms('read: full', 'read: quoted'),
      'error',
      `${TERMS} line 22`,
      `${CLAUSE} has \`evidence: read\`, and its version says \`read: quoted\``,
      'mend `evidence` of the clause, or `read` of the version',
    ],
    [
      'words of what nobody read',
      terms('quote:', 'evidence: unread\n            quote:'),
      'error',
      `${TERMS} line 22`,
      `${CLAUSE} quotes words that it says nobody read`,
      'mend `evidence` of the clause, or `read` of the version',
    ],
    // dates
    [
      'days without a text',
      older('2023-01-01', '2024-11-30'),
      'note',
      `${TERMS} line 16`,
      '`acme-terms` has no text from 2024-12-01 to 2024-12-31: rows of those days are undetermined',
      'find the text of those days, or mend the dates of its neighbors',
    ],
    [
      'an end without a next text',
      terms('to: null', 'to: 2026-06-30'),
      'note',
      `${TERMS} line 15`,
      /no text from 2026-07-01 to today/,
      'find the text of those days, or mend the dates of its neighbors',
    ],
    [
      'two texts on a day',
      older('2023-01-01', '2025-01-01'),
      'error',
      `${TERMS} line 16`,
      'versions `old` and `2025-01-01` of `acme-terms` overlap',
      'end the earlier one on the day before the later one starts',
    ],
    [
      'two texts from the same day',
      older('2025-01-01', 'null'),
      'error',
      `${TERMS} line 16`,
      'versions `old` and `2025-01-01` of `acme-terms` overlap',
      'end the earlier one on the day before the later one starts',
    ],
    [
      'an end before the start',
      terms('to: null', 'to: 2024-01-01\n'),
      'error',
      `${TERMS} line 15`,
      /ends before it starts/,
      'mend `from` or `to`',
    ],
    [
      'a clause outside of its text',
      terms('effect: forbid', 'effect: forbid\n            to: 2024-01-01'),
      'error',
      `${TERMS} line 22`,
      `${CLAUSE} is in force on no day of its version`,
      'mend `from` or `to`, or move it to the version of those days',
    ],
    [
      'two texts where there is one',
      {
        ...RIGHT,
        'terms/acme.yaml': older('null', '2024-12-31')['terms/acme.yaml']!.replace('resolve: date', 'resolve: single'),
      },
      'note',
      `${TERMS} line 9`,
      '`acme-terms` has `resolve: single` and 2 texts: each of them is a candidate for every day',
      'say `date` where the date of the output picks the text, `pinned` where its name does',
    ],
    // ids that lead nowhere
    [
      'terms of an issuer',
      terms('api: [acme-terms]', 'api: [acme-terms, acme-more]'),
      'error',
      `${TERMS} line 1`,
      'issuer `acme` names terms `acme-more`, which the catalog does not have',
      NAME,
    ],
    [
      'terms of a host',
      terms('  markets:', '  hosts: { acme: [acme-host] }\n  markets:'),
      'error',
      `${TERMS} line 1`,
      'issuer `acme` names terms `acme-host`, which the catalog does not have',
      NAME,
    ],
    [
      'a version',
      models('api: issuer', "api: ['acme-terms@2024']"),
      'error',
      MODEL,
      'model `acme-one` names version `2024` of `acme-terms`, which has `2025-01-01`',
      NAME,
    ],
    [
      'terms before',
      terms('    silence:', '    before: { terms: acme-old }\n    silence:'),
      'error',
      `${TERMS} line 9`,
      'terms `acme-terms` names terms `acme-old`, which the catalog does not have',
      NAME,
    ],
    [
      'a market',
      terms('{ kind: [chat] }', '{ competes: acme }'),
      'error',
      `${TERMS} line 22`,
      `${CLAUSE} names market \`acme\`, which no issuer has`,
      NAME,
    ],
    [
      'a set',
      terms('{ kind: [chat] }', "{ kind: ['@acme'] }"),
      'error',
      `${TERMS} line 22`,
      `${CLAUSE} names set \`@acme\`, which sets.yaml does not have`,
      NAME,
    ],
    [
      'a kind',
      terms('{ kind: [chat] }', '{ kind: [chats] }'),
      'error',
      `${TERMS} line 22`,
      `${CLAUSE} names kind \`chats\`, which is not known`,
      NAME,
    ],
    [
      'the issuer of models',
      { ...RIGHT, 'models/acme.yaml': MODELS.replace('acme', 'acne').replace('api: issuer', 'api: [mit]') },
      'error',
      MODEL,
      'model `acme-one` names issuer `acne`, which no terms file has',
      NAME,
    ],
    [
      'the upstream of a model',
      models('    released', '    lineage: [{relation: finetuned-from, to: acme-two}]\n    released'),
      'error',
      MODEL,
      'model `acme-one` comes from `acme-two`, which no family has',
      NAME,
    ],
    [
      'a part of a model',
      models('    released', '    parts: [mistral-7b, acme-two]\n    released'),
      'note',
      MODEL,
      'model `acme-one` is made of `acme-two`, which no family has',
      'mend the name, or add an entry for it',
    ],
    [
      'a model of a dataset',
      change('datasets.yaml', '}', ', sources: [{derived_from: [{model: acme-one+acme-two}]}]}'),
      'note',
      'mine/datasets.yaml line 2',
      'dataset `acme/one` names model `acme-one+acme-two`, which the catalog does not know',
      'mend the name, or add an entry for it',
    ],
    [
      'a license of a part',
      change('datasets.yaml', '}', ', rows: {groups: [{values: [a], license: acme-9}]}}'),
      'note',
      'mine/datasets.yaml line 2',
      'dataset `acme/one` names license `acme-9`, which the catalog does not know',
      'mend the name, or add an entry for it',
    ],
  ])('%s', async (...row) => expectOne(row))

  test.each([
    ['40 words', quote(words(40))],
    ['a commit', undated(`acme/terms@${'0a'.repeat(20)}:terms.md`)],
    ['a day in a source', undated('https://acme.example/20250101/terms')],
    ['an open end before a next text', older('2023-01-01', 'null')],
    ['days before the first text', terms('from: 2025-01-01', 'from: 2025-02-01')],
  ])('%s is none', async (_, files) => {
    expect(await lint(files)).toEqual([])
  })
})
