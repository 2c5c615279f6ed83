import type { Row } from './convention-kit.ts'

const chat = [{ role: 'user', content: 'hi' }]
const said = [{ from: 'human', value: 'hi' }]
const human = { role: 'input', author: 'human', dataset: 'HannahRoseKirk/prism-alignment#prompts' } as const
/** What a publisher gives what models wrote, beside the terms of each. */
const responses = { role: 'output', license: 'cc-by-nc-4.0' } as const

/** Conversations in the shapes of public datasets: the convention, a record, its sources. */
export const CHATS: Row[] = [
  [
    'llama-nemotron',
    { input: 'a', output: 'b', category: 'math', license: 'cc-by-4.0', reasoning: 'on', generator: 'DeepSeek-R1' },
    [
      { dataset: 'nvidia/Llama-Nemotron-Post-Training-Dataset#DeepSeek-R1', license: 'cc-by-4.0' },
      { role: 'output', model: 'DeepSeek-R1' },
    ],
  ],
  [
    'llama-nemotron',
    { input: chat, output: 'b', category: 'chat', license: null, reasoning: 'off', generator: null, version: 'v1.1' },
    [{}, { role: 'output' }],
  ],
  [
    'nemotron-post-training',
    {
      uuid: 'u',
      license: 'cc-by-4.0',
      generator: 'Qwen3-235B-A22B',
      version: 'v1',
      category: 'stem',
      reasoning: 'on',
      messages: chat,
      metadata: '{"expected_answer":"4"}',
    },
    [{ license: 'cc-by-4.0' }, { role: 'output', model: 'Qwen3-235B-A22B' }],
  ],
  [
    'tulu-3',
    { id: 'x_1', messages: chat, source: 'ai2-adapt-dev/oasst1_converted' },
    [{ role: 'output', dataset: 'allenai/tulu-3-sft-mixture#ai2-adapt-dev/oasst1_converted' }],
  ],
  ['tulu-3', { id: 'x_1', messages: chat, source: null }, [{ role: 'output' }]],
  [
    'smoltalk',
    { messages: chat, source: 'openhermes-100k' },
    [{ role: 'output', dataset: 'HuggingFaceTB/smoltalk#openhermes-100k' }],
  ],
  [
    'smoltalk',
    { messages: chat, source: 'smol-magpie-ultra' },
    [{ role: 'output', dataset: 'HuggingFaceTB/smoltalk#smol-magpie-ultra' }],
  ],
  [
    'smoltalk2',
    { messages: chat, chat_template_kwargs: {}, source: 'a_split_think' },
    [{ role: 'output', dataset: 'HuggingFaceTB/smoltalk2#a_split_think' }],
  ],
  [
    'openhermes',
    { conversations: said, source: 'metamath', model: null, model_name: null, custom_instruction: null },
    [
      { role: 'output', dataset: 'teknium/OpenHermes-2.5' },
      { role: 'output', dataset: 'meta-math/MetaMathQA' },
    ],
  ],
  [
    'openhermes',
    { conversations: said, source: null, model: 'gpt-4', model_name: 'GPT-4-0613', custom_instruction: true },
    [
      { role: 'output', dataset: 'teknium/OpenHermes-2.5' },
      { role: 'output', model: 'gpt-4' },
      { role: 'output', model: 'GPT-4-0613' },
      { role: 'output' },
    ],
  ],
  [
    'infinity-instruct',
    { id: 1, conversations: said, label: {}, langdetect: 'en', source: 'Subjective' },
    [
      { role: 'output', dataset: 'BAAI/Infinity-Instruct' },
      { role: 'output', dataset: 'Subjective' },
    ],
  ],
  [
    'capybara',
    { source: 'Dove', conversation: [{ input: 'a', output: 'b' }] },
    [{ role: 'output', dataset: 'LDJnr/Capybara#Dove' }],
  ],
  [
    'magpie',
    {
      uuid: 'u',
      conversations: said,
      gen_input_configs: { temperature: 1, input_generator: 'meta-llama/Meta-Llama-3-70B-Instruct' },
      gen_response_configs: { output_generator: 'meta-llama/Llama-3.3-70B-Instruct' },
      quality_generator: 'some/judge',
    },
    [
      { role: 'input', model: 'meta-llama/Meta-Llama-3-70B-Instruct' },
      { role: 'output', model: 'meta-llama/Llama-3.3-70B-Instruct' },
      { role: 'filter', model: 'some/judge' },
    ],
  ],
  ['magpie', { conversations: said, gen_input_configs: { temperature: 1 } }, [{ role: 'input' }, { role: 'output' }]],
  [
    'magpie-model',
    { uuid: 'u', model: 'Qwen/Qwen2-72B-Instruct', gen_input_config: {}, conversations: said },
    [
      { role: 'input', model: 'Qwen/Qwen2-72B-Instruct' },
      { role: 'output', model: 'Qwen/Qwen2-72B-Instruct' },
    ],
  ],
  [
    'prism',
    {
      conversation_id: 'c1',
      user_id: 'u1',
      conversation_type: 'unguided',
      opening_prompt: 'hi',
      conversation_history: [
        { role: 'user', content: 'hi', model_name: null, model_provider: null },
        { role: 'model', model_name: 'gpt-4', model_provider: 'openai' },
        { role: 'model', model_name: 'google/flan-t5-xxl', model_provider: 'huggingface_api' },
        { role: 'model', model_provider: 'another' },
      ],
    },
    [
      { role: 'output', model: 'gpt-4', channel: 'api' },
      { role: 'output', model: 'google/flan-t5-xxl', channel: 'host' },
      { role: 'output' },
      { role: 'output', model: 'gpt-4' },
      { role: 'output', model: 'google/flan-t5-xxl' },
      human,
      responses,
    ],
  ],
  [
    'prism-utterances',
    { utterance_id: 'u', user_prompt: 'a', model_response: 'b', model_name: 'claude-2', model_provider: 'anthropic' },
    [{ role: 'output', model: 'claude-2', channel: 'api' }, human, responses],
  ],
  [
    'oasst-messages',
    {
      message_id: 'm',
      parent_id: null,
      message_tree_id: 't',
      text: 'a',
      role: 'assistant',
      tree_state: 's',
      synthetic: true,
      model_name: 'm',
    },
    [{ role: 'output', model: 'm', author: 'model', dataset: 'OpenAssistant/oasst1' }],
  ],
  [
    'oasst-messages',
    { message_id: 'm', message_tree_id: 't', text: 'a', role: 'prompter', tree_state: 's', synthetic: false },
    [{ role: 'input', author: 'human', dataset: 'OpenAssistant/oasst1' }],
  ],
  [
    'wildchat',
    {
      conversation_hash: 'h',
      model: 'gpt-4',
      timestamp: 1700000000000000,
      conversation: [
        { role: 'user', timestamp: null },
        { role: 'assistant', timestamp: '2023-11-13T23:59:59+00:00' },
      ],
    },
    [
      { role: 'output', model: 'gpt-4', date: '2023-11-14' },
      { role: 'output', model: 'gpt-4', date: '2023-11-13' },
      { role: 'input', author: 'human', dataset: 'allenai/WildChat#prompts' },
    ],
  ],
]
