import type { Row } from './convention-kit.ts'

const url = 'https://example.org/a'
const page = { url, collection: 'scraped' }

/** Crawls that keep what sites say of mining, in columns: the convention, a record, its sources. */
export const SIGNALS: Row[] = [
  [
    'crawl-tdm-reservation',
    { url, text: 'a', tdm_reservation: 1, tdm_policy: 'https://example.org/policy' },
    [{ ...page, signals: { 'tdm-reservation': 1, 'tdm-policy': 'https://example.org/policy' } }],
  ],
  [
    'crawl-tdm-reservation',
    { url, text: 'a', tdm_reservation: '0', license: 'cc-by-4.0', robots_txt: 'allow' },
    [{ ...page, license: 'cc-by-4.0', signals: { 'tdm-reservation': '0', 'robots.txt': 'allow' } }],
  ],
  ['crawl-tdm-reservation', { url, text: 'a', tdm_reservation: null, license: 'mit' }, [{ ...page, license: 'mit' }]],
  [
    'crawl-content-usage',
    { url, text: 'a', content_usage: 'train-ai=n, search=y' },
    [{ ...page, signals: { 'content-usage': 'train-ai=n, search=y' } }],
  ],
  [
    'crawl-content-usage',
    { url, text: 'a', content_usage: ['search=y', 'train-ai=n'], int_score: 3 },
    [
      { ...page, signals: { 'content-usage': 'search=y\ntrain-ai=n' } },
      { role: 'filter', model: 'HuggingFaceFW/fineweb-edu-classifier' },
    ],
  ],
  [
    'crawl-robots-tag',
    { url, text: 'a', x_robots_tag: 'noai', robots_meta: 'index, follow' },
    [{ ...page, signals: { 'x-robots-tag': 'noai', 'robots-meta': 'index, follow' } }],
  ],
]
