import { describe, expect, test } from 'vitest'
import { detectConvention } from '../src/convention.ts'
import { byId, type Row, shapeOf, specs } from './convention-kit.ts'
import { CHATS } from './convention-wild-chats.ts'
import { JUDGES } from './convention-wild-judges.ts'
import { SIGNALS } from './convention-wild-signals.ts'
import { TASKS } from './convention-wild-tasks.ts'
import { TEXTS } from './convention-wild-texts.ts'

const chat = [{ role: 'user', content: 'hi' }]
const ROWS: Row[] = [
  [
    'alpaca-eval',
    { instruction: 'a', output: 'b', generator: 'gpt4_0613', dataset: 'koala' },
    [
      { role: 'output', model: 'gpt4_0613' },
      { role: 'input', dataset: 'tatsu-lab/alpaca_eval' },
    ],
  ],
  [
    'alpaca-eval',
    { instruction: 'a', output: 'b', generator: 'example', dataset: 'org/other', datasplit: 'eval' },
    [
      { role: 'output', model: 'example' },
      { role: 'input', dataset: 'org/other' },
    ],
  ],
  ['alpaca-eval', { instruction: 'a', output: 'b', generator: null }, [{ role: 'output' }]],
  [
    'zero-eval',
    {
      session_id: 's',
      chat_history: [],
      output: [],
      generator: 'Meta-Llama-3.1-405B-Instruct@sambanova',
      configs: { engine: 'openai' },
      source: 'org/set',
    },
    [
      { role: 'output', model: 'Meta-Llama-3.1-405B-Instruct@sambanova' },
      { role: 'input', dataset: 'org/set' },
    ],
  ],
  [
    'mt-bench',
    { model_id: 'gpt-4', choices: [], tstamp: 1688968315.990273 },
    [{ role: 'output', model: 'gpt-4', date: '2023-07-10' }],
  ],
  [
    'vicuna-answers',
    { question_id: 1, answer_id: 'x', model_id: 'bard:20230327', text: 't' },
    [{ role: 'output', model: 'bard:20230327', date: '2023-03-27' }],
  ],
  [
    'vicuna-answers',
    { question_id: 1, answer_id: 'x', model_id: 'm:20231301', text: 't' },
    [{ role: 'output', model: 'm:20231301' }],
  ],
  [
    'vicuna-reviews',
    { review_id: 'r', answer1_id: 'a', answer2_id: 'b', reviewer_id: 'gpt-4-0328-generic', text: 't' },
    [{ role: 'judge', model: 'gpt-4-0328-generic' }],
  ],
  ['vicuna-models', { model_id: 'a:v1', model_name: 'a', model_version: 'v1' }, [{ role: 'context', model: 'a:v1' }]],
  ['vicuna-reviewers', { reviewer_id: 'g', prompt_id: 1, description: 'd' }, [{ role: 'context', model: 'g' }]],
  [
    'open-instruct',
    { prompt: 'p', completions: [{ model: 'a', completion: 'x' }, { completion: 'y' }, { model: 'a' }] },
    [{ role: 'output', model: 'a' }, { role: 'output' }, { role: 'output', model: 'a' }],
  ],
  [
    'oasst-trees',
    {
      message_tree_id: 't',
      tree_state: 's',
      prompt: {
        role: 'prompter',
        synthetic: false,
        model_name: null,
        emojis: { '+1': 2 },
        replies: [{ role: 'assistant', synthetic: true, model_name: 'm', replies: [{ model_name: 'n' }] }],
      },
    },
    [
      { role: 'input', author: 'human', dataset: 'OpenAssistant/oasst1' },
      { role: 'output', model: 'm', author: 'model', dataset: 'OpenAssistant/oasst1' },
      { model: 'n', dataset: 'OpenAssistant/oasst1' },
    ],
  ],
  [
    'hub-tags',
    { dataset: 'org/a', license: ['mit', 'cc-by-4.0'] },
    [{ dataset: 'org/a', license: ['mit', 'cc-by-4.0'] }],
  ],
  ['hub-tags', { dataset: 'org/a', license: [] }, [{ dataset: 'org/a', license: [] }]],
  [
    'code-license',
    { contents: 'c', license: ['mit'], date_acquired: '2023-06-05T05:00:00+00:00', dataset: null, repo_name: 'a/b' },
    [{ license: ['mit'], collected: '2023-06-05' }],
  ],
  [
    'code-license',
    { contents: 'c', license: 'mit', model: 'gpt-4' },
    [{ license: 'mit' }, { role: 'output', model: 'gpt-4' }],
  ],
  ['the-stack', { content: 'c', max_stars_repo_licenses: ['MIT', 'GPL-3.0'] }, [{ license: ['MIT', 'GPL-3.0'] }]],
  [
    'wildchat',
    { conversation_hash: 'h', model: 'gpt-4-0314', timestamp: '2023-04-09T00:02:53+00:00', conversation: chat },
    [
      { role: 'output', model: 'gpt-4-0314', date: '2023-04-09' },
      { role: 'input', author: 'human', dataset: 'allenai/WildChat#prompts' },
    ],
  ],
  [
    'lmsys-chat',
    { conversation_id: 'c', model: 'claude-1', conversation: chat, openai_moderation: [], redacted: false },
    [
      { role: 'output', model: 'claude-1' },
      { role: 'input', dataset: 'lmsys/lmsys-chat-1m' },
    ],
  ],
  [
    'chat-model',
    { model: 'gpt-4', conversation: chat, timestamp: 1681000000123 },
    [{ role: 'output', model: 'gpt-4', date: '2023-04-09' }],
  ],
  ['chat-model', { model: 'gpt-4', conversation: chat }, [{ role: 'output', model: 'gpt-4' }]],
  ['license', { text: 't', license: 'cc-by-4.0' }, [{ license: 'cc-by-4.0' }]],
  ['license', { text: 't', license: '' }, [{ license: '' }]],
  [
    'license',
    { input: [], output: 'o', license: 'cc-by-4.0', generator: 'DeepSeek-R1', model_name: 'gpt-4' },
    [{ license: 'cc-by-4.0' }, { role: 'output', model: 'DeepSeek-R1' }, { role: 'output', model: 'gpt-4' }],
  ],
]

test.each(ROWS)('%s: a record is recognized and read', (id, record, sources) => {
  expect(detectConvention(specs, shapeOf([record]))?.id).toBe(id)
  expect(byId(id).sources(record)).toEqual(sources)
})

test('each convention of the catalog has such a record', () => {
  expect(new Set([...ROWS, ...CHATS, ...JUDGES, ...SIGNALS, ...TASKS, ...TEXTS].map(([id]) => id))).toEqual(
    new Set(specs.map(({ id }) => id)),
  )
})

describe('every convention', () => {
  test.each(ROWS)('%s: a `provenance` field beside it is read too', (id, record, sources) => {
    const { sources: read } = byId(id)
    expect(read({ ...record, provenance: { model: 'other' } })).toEqual([{ model: 'other' }, ...sources])
    expect(read({ ...record, provenance: { modle: 'other' } })).toBe('unknown-field')
    expect(read({ ...record, provenance: 3 })).toBe('wrong-type')
  })

  test.each([
    ['alpaca-eval', { generator: 4 }],
    ['alpaca-eval', { generator: 'a', dataset: 7 }],
    ['alpaca-eval', { generator: ['a', 'b'] }],
    ['zero-eval', { generator: { name: 'a' } }],
    ['mt-bench', { model_id: 'a', tstamp: 1688968315990 }],
    ['mt-bench', { model_id: 'a', tstamp: 12 }],
    ['mt-bench', { model_id: 'a', tstamp: '1688968315' }],
    ['mt-bench', { model_id: 'a', tstamp: true }],
    ['open-instruct', { completions: 'text' }],
    ['open-instruct', { completions: ['text'] }],
    ['open-instruct', { completions: [{ model: 3 }] }],
    ['oasst-trees', { prompt: { role: 'Assistant', model_name: 'm' } }],
    ['oasst-trees', { prompt: { role: 'assistant', synthetic: 'maybe' } }],
    ['oasst-trees', { prompt: 'text' }],
    ['hub-tags', { dataset: 'a', license: ['mit', null] }],
    ['hub-tags', { dataset: 'a', license: [['mit']] }],
    ['license', { license: { name: 'mit' } }],
    ['license', { license: 'mit', model: 3 }],
    ['wildchat', { model: 'a', timestamp: 'yesterday' }],
    ['wildchat', { model: 'a', timestamp: 5 }],
  ])('%s: %j has a wrong type', (id, record) => {
    expect(byId(id).sources(record)).toBe('wrong-type')
  })
})
