import type { Row } from './convention-kit.ts'

const BY = 'Creative Commons - Attribution - https://creativecommons.org/licenses/by/4.0/'
const CLASSIFIER = 'fasttext_openhermes_reddit_eli5_vs_rw_v2_bigram_200k_train_prob'
const day = '2020-02-03'

/** Texts and code in the shapes of public datasets: the convention, a record, its sources. */
export const TEXTS: Row[] = [
  [
    'dolma',
    {
      id: 'i',
      text: 'a',
      source: 'pubmed',
      added: '2024-03-22T19:36:05.338934',
      created: '2020-02-03T00:00:00.000Z',
      metadata: { license: BY, url: 'https://example.org/a' },
    },
    [{ dataset: 'pubmed', license: 'CC-BY-4.0', url: 'https://example.org/a', date: day, collected: '2024-03-22' }],
  ],
  [
    'dolma',
    { id: 'i', text: 'a', source: 'reddit', added: '2023-04-11T09:57:03.044571+00:00', metadata: { license: 'By me' } },
    [{ dataset: 'reddit', platform: 'reddit', license: 'By me', collected: '2023-04-11' }],
  ],
  [
    'dolma-text',
    {
      id: 'i',
      text: 'a',
      source: 's',
      added: 1584000000,
      metadata: `{"license":"${BY}","url":"https://example.org/a"}`,
    },
    [{ dataset: 's', license: 'CC-BY-4.0', url: 'https://example.org/a', collected: '2020-03-12' }],
  ],
  ['nested-meta', { text: 'a', meta: { pile_set_name: 'Books3' } }, [{ dataset: 'Books3' }]],
  [
    'nested-meta',
    { text: 'a', meta: { redpajama_set_name: 'RedPajamaStackExchange' } },
    [{ dataset: 'stackexchange', platform: 'stackexchange' }],
  ],
  ...(
    [
      [1580688000123, day],
      [1580688000, day],
      ['20200203', day],
      [20200203, day],
      ['2020-02-03T10:00:00Z', day],
      ['', '../..'],
    ] as const
  ).map(
    ([timestamp, collected]): Row => [
      'nested-meta',
      { text: 'a', meta: { source: 'c4', url: 'https://example.org', timestamp } },
      [{ dataset: 'c4', url: 'https://example.org', collected }],
    ],
  ),
  ['nested-meta', { text: 'a', meta: {} }, []],
  [
    'nested-meta',
    { text: 'a', meta: { license: 'mit', model: 'm', generator: 'n', model_name: 'o' } },
    [{ license: 'mit' }, ...['n', 'm', 'o'].map((model) => ({ role: 'output', model }) as const)],
  ],
  [
    'dolma',
    { id: 'i', text: 'a', source: 's', added: '2024', metadata: { license: 'mit', model: 'm' } },
    [
      { dataset: 's', license: 'mit', collected: '2024' },
      { role: 'output', model: 'm' },
    ],
  ],
  [
    'dolma-text',
    { id: 'i', text: 'a', source: 's', added: '2024', metadata: '{"license":"mit","generator":"m"}' },
    [
      { dataset: 's', license: 'mit', collected: '2024' },
      { role: 'output', model: 'm' },
    ],
  ],
  [
    'redpajama',
    { text: 'a', meta: '{"url":"https://example.org","timestamp":"20200203"}', red_pajama_subset: 'github' },
    [
      {
        dataset: 'togethercomputer/RedPajama-Data-1T#github',
        platform: 'github',
        url: 'https://example.org',
        collected: day,
      },
    ],
  ],
  [
    'redpajama-2',
    {
      raw_content: 'a',
      doc_id: 'd',
      meta: '{"url":"https://example.org","date_download":"2020-02-03T10:00:00Z"}',
      quality_signals: '{}',
    },
    [{ dataset: 'togethercomputer/RedPajama-Data-V2', url: 'https://example.org', collected: day }],
  ],
  [
    'common-crawl',
    { text: 'a', url: 'https://example.org', date: '2020-02-03T10:00:00Z', dump: 'CC', file_path: 'f', int_score: 3 },
    [
      { url: 'https://example.org', collected: day, collection: 'scraped' },
      { role: 'filter', model: 'HuggingFaceFW/fineweb-edu-classifier' },
    ],
  ],
  [
    'dclm',
    {
      text: 'a',
      url: 'https://example.org',
      warcinfo: 'w',
      metadata: { 'WARC-Date': '2020-02-03T10:00:00Z' },
      [CLASSIFIER]: 0.5,
    },
    [
      { url: 'https://example.org', collected: day, collection: 'scraped' },
      { role: 'filter', model: 'mlfoundations/fasttext-oh-eli5' },
    ],
  ],
  ...(
    [
      [1911, { date: '1911' }],
      ['1911-05-06', { date: '1911-05-06' }],
      ['None', { date: '../..' }],
      [null, {}],
    ] as const
  ).map(
    ([date, read]): Row => [
      'common-corpus',
      { identifier: 'i', collection: 'c', open_type: 'o', license: 'mit', date, title: 't', creator: 'x' },
      [{ dataset: 'c', license: 'mit', ...read }],
    ],
  ),
  [
    'the-stack-2',
    {
      blob_id: 'b',
      repo_name: 'a/b',
      detected_licenses: ['MIT', 'GPL-3.0'],
      license_type: 'permissive',
      gha_license_id: 'MIT',
      revision_date: '2020-02-03T10:00:00',
      visit_date: '2021-01-01 00:00:00',
    },
    [
      { license: ['MIT', 'GPL-3.0'], content: 'code', date: day, collected: '2021-01-01' },
      { license: 'MIT', content: 'code' },
    ],
  ],
  [
    'the-stack-2',
    { blob_id: 'b', repo_name: 'a/b', detected_licenses: [], license_type: 'no_license' },
    [{ license: [], content: 'code' }],
  ],
  [
    'commitpackft',
    { old_contents: 'a', new_contents: 'b', lang: 'Python', license: 'mit', repos: 'a/b' },
    [{ license: 'mit', content: 'code' }],
  ],
]
