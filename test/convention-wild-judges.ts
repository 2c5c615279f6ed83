import type { Row } from './convention-kit.ts'

const chat = [{ role: 'user', content: 'hi' }]
const judge = { role: 'judge', model: 'gpt-4' } as const
const prompt = (part: string) => ({ role: 'input', dataset: `openbmb/UltraFeedback#${part}` }) as const

/** Preferences and judgments in the shapes of public datasets: the convention, a record, its sources. */
export const JUDGES: Row[] = [
  [
    'ultrafeedback',
    {
      source: 'sharegpt',
      instruction: 'a',
      models: ['bard', 'alpaca-7b'],
      completions: [{ model: 'bard', response: 'b' }, { response: 'c' }],
    },
    [
      { role: 'output', model: 'bard' },
      { role: 'output' },
      { role: 'output', model: 'bard' },
      { role: 'output', model: 'alpaca-7b' },
      judge,
      prompt('sharegpt'),
    ],
  ],
  [
    'ultrafeedback-cleaned',
    {
      source: 'flan_v2_cot',
      prompt: 'a',
      chosen: chat,
      'chosen-model': 'gpt-4',
      rejected: chat,
      'rejected-model': 'bard',
    },
    [{ role: 'output', model: 'gpt-4' }, { role: 'output', model: 'bard' }, judge, prompt('flan_v2_cot')],
  ],
  [
    'ultrafeedback-preferences',
    { source: 'ultrachat', instruction: 'a', chosen_response: 'b', rejected_response: 'c', chosen_model: 'bard' },
    [{ role: 'output', model: 'bard' }, { role: 'output' }, judge, prompt('ultrachat')],
  ],
  [
    'ultrafeedback-distilabel',
    { instruction: 'a', generations: ['b', 'c'], generation_models: ['m', 'n'], ultrafeedback_model: 'gpt-4' },
    [
      { role: 'output', model: 'm' },
      { role: 'output', model: 'n' },
      { role: 'judge', model: 'gpt-4' },
      { role: 'input' },
    ],
  ],
  [
    'distilabel',
    { instruction: 'a', generation: 'b', model_name: 'mistral-large', distilabel_metadata: {} },
    [{ role: 'output', model: 'mistral-large' }, { role: 'input' }],
  ],
  [
    'help-steer',
    { prompt: 'a', response: 'b', helpfulness: 4, correctness: 4, coherence: 4, complexity: 2, verbosity: 2 },
    [
      { role: 'output', author: 'model', dataset: 'nvidia/HelpSteer' },
      { role: 'label', author: 'human', dataset: 'nvidia/HelpSteer' },
    ],
  ],
  [
    'alpaca-eval-annotations',
    { instruction: 'a', output_1: 'b', generator_1: 'm', generator_2: 'n', annotator: 'gpt-4', preference: 1 },
    [
      { role: 'output', model: 'm' },
      { role: 'output', model: 'n' },
      { role: 'judge', model: 'gpt-4' },
      { role: 'input', dataset: 'tatsu-lab/alpaca_eval' },
    ],
  ],
  [
    'mt-bench-judgments',
    { question_id: 1, model: 'm', judge: ['gpt-4', 'single-v1'], judgment: 'j', score: 9, tstamp: 1688968315.5 },
    [
      { role: 'judge', model: 'gpt-4', date: '2023-07-10' },
      { role: 'input', model: 'm' },
    ],
  ],
  [
    'mt-bench-pairs',
    { question_id: 1, model_1: 'm', model_2: 'n', judge: ['gpt-4', 'pair-v2'], g1_winner: 'tie', tstamp: 1688968315.5 },
    [
      { role: 'judge', model: 'gpt-4', date: '2023-07-10' },
      { role: 'input', model: 'm' },
      { role: 'input', model: 'n' },
    ],
  ],
  [
    'arena-hard',
    { uid: 'u', ans_id: 'a', model: 'm', messages: chat, tstamp: 1745000000.25, metadata: {} },
    [{ role: 'output', model: 'm', date: '2025-04-18' }],
  ],
  [
    'arena-hard-judgments',
    { uid: 'u', model: 'm', judge: 'gpt-4.1', games: [], baseline: 'o3-mini' },
    [
      { role: 'judge', model: 'gpt-4.1' },
      { role: 'input', model: 'm' },
      { role: 'input', model: 'o3-mini' },
    ],
  ],
  [
    'arena-battles',
    { model_a: 'm', model_b: 'n', winner: 'tie', conversation_a: chat, conversation_b: chat, tstamp: 1682352000.5 },
    [
      { role: 'output', model: 'm', date: '2023-04-24' },
      { role: 'output', model: 'n', date: '2023-04-24' },
      { role: 'input', author: 'human', dataset: 'lmsys/chatbot_arena_conversations#prompts' },
      { role: 'output', license: 'cc-by-nc-4.0' },
    ],
  ],
]
