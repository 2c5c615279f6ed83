import { describe, expect, test } from 'vitest'
import { type Aim, aim, answer, type Question, titled } from './catalog-kit.ts'

/** Text that people wrote, under a license. */
const text = (license: string | string[], more: object = {}) =>
  ({ role: 'output', author: 'human', license, ...more }) as const
const kept = { publishes_data: false }
const open = (more: Aim = {}) => aim('chat train open-weights', more)
const inside = (more: Aim = {}) => aim('chat', { ...kept, ...more })

const creativeCommons: Question[] = [
  [text('cc0-1.0'), open({ commercial: true }), 'permitted'],
  [text('cc-by-4.0'), inside(), 'permitted'],
  [text('cc-by-4.0'), open(), 'conditional', 'attribution', 'indicate-changes'],
  [text('cc-by-3.0'), inside(), 'conditional', 'indicate-changes'],
  [text('cc-by'), open(), 'conditional', 'attribution'],
  [text('cc-by-sa-4.0'), open({ release_license: 'apache-2.0' }), 'undetermined', 'share-alike'],
  [text('cc-by-sa-4.0'), open({ release_license: 'CC-BY-SA-4.0' }), 'conditional', 'share-alike'],
  [text('cc-by-sa-3.0'), open({ release_license: 'cc-by-sa-4.0' }), 'conditional', 'share-alike'],
  [text('cc-by-sa-1.0'), open({ release_license: 'cc-by-sa-4.0' }), 'undetermined', 'share-alike'],
  [text('cc-by-sa-4.0'), inside(), 'permitted'],
  [text('cc-by-nc-4.0'), inside({ commercial: true }), 'forbidden'],
  [text('cc-by-nc-4.0'), { kind: 'chat', purpose: 'train', distribution: 'internal' }, 'undetermined'],
  [text('cc-by-nc-4.0'), open(), 'conditional', 'noncommercial-only', 'attribution'],
  [text('cc-by-nc-sa-4.0'), open({ release_license: 'mit' }), 'undetermined', 'share-alike'],
  [text('cc-by-nc-sa-3.0'), inside({ commercial: true }), 'forbidden'],
  // 4.0 lets adaptations be made but not shared, 3.0 not even that
  [text('cc-by-nd-4.0'), inside(), 'permitted'],
  [text('cc-by-nd-4.0'), open(), 'undetermined'],
  [text('cc-by-nd-3.0'), inside(), 'undetermined'],
  [text('cc-by-nd'), inside(), 'undetermined'],
  [text('cc-by-nc-nd-4.0'), inside({ commercial: true }), 'forbidden'],
  [text('cc-by-nc-nd-4.0'), inside(), 'conditional', 'noncommercial-only'],
  [text('cc'), inside(), 'undetermined'],
]

const data: Question[] = [
  [text('odbl'), open(), 'conditional', 'attribution', 'share-alike'],
  [text('odbl'), inside(), 'permitted'],
  [text('odc-by'), aim('chat train hosted', kept), 'conditional', 'attribution'],
  [text('pddl'), open({ commercial: true }), 'permitted'],
  [text('cdla-permissive-1.0'), open(kept), 'permitted'],
  [text('cdla-permissive-2.0'), open({ publishes_data: true }), 'conditional', 'license-copy'],
  [text('cdla-sharing-1.0'), open(kept), 'permitted'],
  [text('cdla-sharing-1.0'), open({ publishes_data: true }), 'conditional', 'share-alike'],
  [text('c-uda'), open(kept), 'permitted'],
  [text('c-uda'), aim('application none hosted', kept), 'undetermined'],
  [text('ogl-uk-3.0'), inside(), 'conditional', 'attribution'],
]

const code: Question[] = [
  [text('mit'), inside(), 'permitted'],
  [text('mit'), open(), 'conditional', 'notice-file'],
  [
    text('Apache-2.0'),
    open({ publishes_data: true }),
    'conditional',
    'license-copy',
    'notice-file',
    'indicate-changes',
  ],
  [text('bsd'), open(), 'conditional', 'notice-file'],
  [text('bsd-2-clause'), open(), 'conditional', 'notice-file'],
  [text('gpl-3.0'), inside(), 'permitted'],
  [text('gpl-3.0'), open(), 'undetermined', 'share-alike'],
  [text('gpl-2.0'), aim('chat train hosted'), 'undetermined'],
  [text('lgpl-2.1'), open(), 'undetermined'],
  [text('agpl-3.0'), aim('chat train hosted', kept), 'undetermined'],
  [text('agpl-3.0'), inside(), 'permitted'],
  [text('mpl-2.0'), open(), 'undetermined'],
  [text('MIT OR GPL-3.0-only'), open(), 'conditional', 'notice-file'],
  [text('MIT AND GPL-3.0-only'), open(), 'undetermined'],
  [text(['mit', 'cc-by-nc-4.0']), open({ commercial: true }), 'forbidden'],
  // licenses of weights on a dataset: what a model wrote, published under the license of that model
  [text('llama3.1'), open({ name: 'foo' }), 'undetermined', 'name-prefix'],
  [text('llama2'), open(), 'forbidden'],
  [text('gemma'), open(), 'undetermined'],
  [text('openrail'), open(), 'undetermined'],
]

const statuses: Question[] = [
  [text('all rights reserved'), inside(), 'forbidden'],
  [text('proprietary'), inside(), 'forbidden'],
  [text('public domain'), open({ commercial: true }), 'permitted'],
  ...['unknown', 'other', '', 'none', 'noassertion', 'unlicensed', 'custom'].map(
    (license): Question => [text(license), inside(), 'undetermined'],
  ),
]

const places: Question[] = [
  [
    text('mit', { url: 'https://github.com/o/r', date: '2019-05-01' }),
    inside({ commercial: true }),
    'conditional',
    'mau-license',
  ],
  [
    text('mit', { url: 'https://raw.githubusercontent.com/o/r/main/a.py', date: '2026-01-01' }),
    inside({ commercial: true, monthly_active_users: 900_000_000 }),
    'undetermined',
    'mau-license',
  ],
  [text('mit', { url: 'https://github.com/o/r', date: '2026-01-01' }), inside(), 'permitted'],
  [
    text('cc-by-sa-4.0', { platform: 'stackoverflow', collected: '2026-01-01', collection: 'crawl' }),
    inside(),
    'forbidden',
  ],
  [
    text('cc-by-sa-4.0', { platform: 'stackoverflow', collected: '2026-01-01', collection: 'dump' }),
    inside(),
    'permitted',
  ],
  [text('cc-by-sa-4.0', { platform: 'stackoverflow', collected: '2026-01-01' }), inside(), 'undetermined'],
  [text('cc-by-sa-4.0', { platform: 'stackoverflow', collected: '2024-06-01' }), inside(), 'permitted'],
  [text('cc0-1.0', { platform: 'reddit', collected: '2025-01-01' }), aim('classification'), 'forbidden'],
  [text('cc0-1.0', { platform: 'reddit', collected: '2020-01-01' }), aim('classification'), 'undetermined'],
  [text('cc0-1.0', { platform: 'x', collected: '2026-01-01' }), aim('base-model'), 'forbidden'],
  [text('cc0-1.0', { platform: 'x', collected: '2026-01-01' }), aim('classification'), 'undetermined'],
  [text('cc0-1.0', { url: 'https://www.nytimes.com/a', collected: '2025-06-01' }), aim('classification'), 'forbidden'],
  [
    text('cc-by-4.0', { signals: { 'tdm-reservation': 1 } }),
    inside({ commercial: true, domicile: ['FR'] }),
    'undetermined',
  ],
]

describe.each([
  ['Creative Commons', creativeCommons],
  ['data', data],
  ['code', code],
  ['statuses', statuses],
  ['places', places],
])('%s', (_, questions) => {
  test.each(titled(questions))('%s', (_, question) => {
    const { got, want } = answer(question)
    expect(got).toEqual(want)
  })
})
