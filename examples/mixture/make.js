// Writes the files in data/: a small mixture of six kinds of sources, all text made for this example.
// Run it with `node examples/mixture/make.js`; the same files come out each time.
import { mkdirSync, writeFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { Dictionary, Int32, Table, tableToIPC, Utf8, vectorFromArray } from 'apache-arrow'
import { parquetWriteBuffer } from 'hyparquet-writer'

const data = new URL('data/', import.meta.url)

const THINGS = [
  'kettle',
  'ladder',
  'bicycle',
  'compost heap',
  'door hinge',
  'rain barrel',
  'bookshelf',
  'sewing machine',
]
const ACTS = ['clean', 'repair', 'store', 'measure', 'move', 'paint']
/** @param {number} i */
const ASK = (i) => `How do I ${ACTS[i % ACTS.length]} a ${THINGS[i % THINGS.length]}?`
/** @param {number} i */
const TELL = (i) =>
  `First look at the ${THINGS[i % THINGS.length]} from all sides. Then ${ACTS[i % ACTS.length]} it slowly, and stop after ${2 + (i % 5)} steps to check.`

/** @type {<T>(count: number, make: (i: number) => T) => T[]} */
const times = (count, make) => Array.from({ length: count }, (_, i) => make(i))
/** @param {readonly object[]} rows */
const jsonl = (rows) => `${rows.map((row) => JSON.stringify(row)).join('\n')}\n`

// 1. People's text under an open license: a dataset as it lies on the Hub.
mkdirSync(new URL('handbook/data/', data), { recursive: true })
writeFileSync(
  new URL('handbook/README.md', data),
  `---
license: cc-by-4.0
language: [en]
pretty_name: A handbook of the household
configs:
  - config_name: default
    data_files: [{ split: train, path: data/train-* }]
---

Advice on things of the household, made up for an example. Each row says where it comes from in its \`provenance\` column.
`,
)
const handbook = times(48, (i) => ({
  text: `${ASK(i)} ${TELL(i)}`,
  license: i % 8 === 7 ? 'cc-by-nc-4.0' : 'cc-by-4.0',
}))
writeFileSync(
  new URL('handbook/data/train-00000-of-00001.parquet', data),
  new Uint8Array(
    parquetWriteBuffer({
      columnData: [
        { name: 'text', data: handbook.map(({ text }) => text), type: 'STRING' },
        {
          name: 'provenance',
          data: handbook.map(({ license }) =>
            JSON.stringify({ dataset: 'example/handbook', license, author: 'human', date: '2024-05' }),
          ),
          type: 'STRING',
        },
      ],
      kvMetadata: [
        {
          key: 'huggingface',
          value: JSON.stringify({
            info: {
              features: {
                text: { dtype: 'string', _type: 'Value' },
                provenance: { dtype: 'string', _type: 'Value' },
              },
            },
          }),
        },
      ],
    }),
  ),
)

// 2. Answers written by models, with provenance made at the source.
const TEACHERS = [
  { model: 'mistralai/Mistral-7B-Instruct-v0.2', channel: 'weights', date: '2024-02-11' },
  { model: 'Qwen/Qwen2.5-7B-Instruct', channel: 'weights', date: '2024-11-02' },
  { model: 'gpt-4o-2024-08-06', channel: 'api', account: 'own', date: '2025-03-10' },
  { model: 'claude-3-5-sonnet-20241022', channel: 'api', account: 'own', date: '2025-01-15' },
  { model: 'meta-llama/Llama-3.1-8B-Instruct', channel: 'weights', date: '2024-09-01' },
  { model: 'some-model-of-a-friend', date: '2024-09-01' },
]
writeFileSync(
  new URL('teachers.jsonl', data),
  jsonl(
    times(96, (i) => ({
      messages: [
        { role: 'user', content: ASK(i) },
        { role: 'assistant', content: TELL(i + 1) },
      ],
      provenance: { role: 'output', ...TEACHERS[i % TEACHERS.length] },
    })),
  ),
)

// 3. Answers in the shape of MT-bench: the model's name and a Unix time.
const ARENA = ['vicuna-13b-v1.3', 'gpt-4', 'claude-v1', 'dolly-v2-12b']
writeFileSync(
  new URL('arena.jsonl', data),
  jsonl(
    times(40, (i) => ({
      question_id: 1 + Math.floor(i / ARENA.length),
      answer_id: `a${String(i).padStart(4, '0')}`,
      model_id: ARENA[i % ARENA.length],
      choices: [{ index: 0, turns: [TELL(i)] }],
      tstamp: 1686700800 + i * 3600.5,
    })),
  ),
)

// 4. Code with the license of its repository, as an Arrow file.
const LICENSES = ['mit', 'apache-2.0', 'gpl-3.0', null, 'bsd-3-clause', 'MIT OR Apache-2.0']
writeFileSync(
  new URL('code.arrow', data),
  tableToIPC(
    new Table({
      contents: vectorFromArray(
        times(
          60,
          (i) => `export const ${ACTS[i % ACTS.length]}${i} = (n) => n * ${i + 2} // ${THINGS[i % THINGS.length]}`,
        ),
        new Utf8(),
      ),
      license: vectorFromArray(
        times(60, (i) => LICENSES[i % LICENSES.length]),
        new Dictionary(new Utf8(), new Int32()),
      ),
    }),
    'file',
  ),
)

// 5. Pages of the web, some with a license, some with a reservation, gzipped.
const PAGES = [
  { url: 'https://example.org/tips', license: 'cc0-1.0', collection: 'scraped' },
  { url: 'https://example.com/blog', collection: 'scraped' },
  { url: 'https://example.net/guide', collection: 'scraped', signals: { 'tdm-reservation': 1 } },
  { url: 'https://www.reddit.com/r/example', platform: 'reddit', collection: 'scraped' },
]
writeFileSync(
  new URL('web.jsonl.gz', data),
  gzipSync(
    jsonl(
      times(40, (i) => ({
        text: `${TELL(i)} Seen on a page.`,
        provenance: { ...PAGES[i % PAGES.length], date: '2025-06', collected: '2025-07', role: 'output' },
      })),
    ),
  ),
)

// 6. Preferences: people or a model judged which of two answers of an open model is better.
const JUDGES = [
  { author: 'human', license: 'cc0-1.0' },
  { model: 'gpt-4-0613', channel: 'api', date: '2024-03-05' },
]
writeFileSync(
  new URL('preferences.jsonl', data),
  jsonl(
    times(30, (i) => ({
      prompt: ASK(i),
      chosen: TELL(i),
      rejected: TELL(i + 3),
      provenance: {
        sources: [
          { role: 'output', model: 'mistralai/Mistral-7B-Instruct-v0.2', channel: 'weights', date: '2024-02' },
          { role: 'judge', ...JUDGES[i % JUDGES.length] },
        ],
      },
    })),
  ),
)

// And notes that say nothing of their origin: `defaults` in provgate.yaml declares it.
writeFileSync(new URL('notes.jsonl', data), jsonl(times(20, (i) => ({ text: `Note ${i + 1}. ${TELL(i)}` }))))
