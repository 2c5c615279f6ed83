import { describe, expect, test } from 'vitest'
import { aim, answer, from, type Question, titled } from './catalog-kit.ts'

const read = { collection: 'copied by hand' }
const llama = (name: string, more: object = {}) => aim('chat train open-weights', { name, ...more })

/** What people ask about makers of open weights: the license of the weights against the terms of the services beside it. */
const meta: Question[] = [
  [
    from('llama-7b-hf', 'weights', '2023-04-01'),
    aim('chat research'),
    'conditional',
    'noncommercial-only',
    'research-only',
  ],
  [from('llama-7b-hf', 'weights', '2023-04-01'), aim('chat'), 'undetermined'],
  [from('llama-7b-hf', 'weights', '2023-04-01'), aim('classification', { commercial: true }), 'forbidden'],
  [from('llama', 'weights', '2023-04-01'), aim('chat research'), 'undetermined'],
  [from('llama-2-70b-chat', 'weights', '2023-09-01'), llama('foo', { base: 'mistral-7b' }), 'forbidden'],
  [
    from('llama-2-70b-chat', 'weights', '2023-09-01'),
    llama('foo', { base: 'llama-2-13b' }),
    'conditional',
    'license-copy',
  ],
  [
    from('llama-2-70b-chat', 'weights', '2023-09-01'),
    aim('classification train hosted', { commercial: true }),
    'conditional',
    'mau-license',
  ],
  [
    from('llama-2-70b-chat', 'weights', '2023-09-01'),
    aim('classification', { monthly_active_users: 800_000_000 }),
    'undetermined',
  ],
  [from('llama-2-70b-chat', 'weights', '2023-09-01'), aim('summarization'), 'undetermined'],
  // Llama 3.1 is neither Llama 3 nor a derivative of it, by its own license
  [from('llama-3-70b-instruct', 'weights', '2024-06-01'), llama('Llama-3-foo', { base: 'llama-3.1-8b' }), 'forbidden'],
  [from('llama-3-70b-instruct', 'weights', '2024-06-01'), aim('reward-model', { serves: 'chat' }), 'forbidden'],
  [
    from('llama-3-70b-instruct', 'weights', '2024-06-01'),
    aim('embedding train open-weights', { name: 'foo' }),
    'conditional',
  ],
  [from('llama-3.1-70b-instruct', 'weights', '2024-09-01'), llama('foo'), 'undetermined', 'name-prefix'],
  [from('llama-3.1-70b-instruct', 'weights', '2024-09-01'), llama('Llama-foo'), 'conditional', 'name-prefix'],
  [
    from('llama-3.1-70b-instruct', 'weights', '2024-09-01'),
    aim('chat train hosted', { name: 'foo' }),
    'undetermined',
    'name-prefix',
  ],
  [from('llama-3.1-70b-instruct', 'groq', '2024-09-01'), llama('Llama-foo'), 'conditional', 'name-prefix'],
  [
    from('Llama-3.2-11B-Vision-Instruct', 'weights', '2025-01-01'),
    llama('Llama-foo', { domicile: ['US'] }),
    'conditional',
  ],
  [
    from('Llama-3.2-11B-Vision-Instruct', 'weights', '2025-01-01'),
    llama('Llama-foo', { domicile: ['DE'] }),
    'undetermined',
    'region',
  ],
  [from('Llama-3.2-3B-Instruct', 'weights', '2025-01-01'), llama('Llama-foo', { domicile: ['DE'] }), 'conditional'],
  [
    from('llama-3.3-70b-instruct', 'meta-api', '2025-06-01'),
    llama('Llama-foo'),
    'conditional',
    'name-prefix',
    'mau-license',
  ],
  [from('llama-3.3-70b-instruct', 'meta-api', '2025-06-01'), aim('chat reverse-engineer'), 'forbidden'],
  [from('llama-3.3-70b-instruct', 'meta-api', '2025-02-01'), llama('Llama-foo'), 'undetermined'],
  [from('llama-3.3-70b-instruct', 'meta-api', '2026-07-10'), llama('Llama-foo'), 'forbidden'],
  [from('llama-3.3-70b-instruct', 'meta-api', '2026-08-10'), aim('classification'), 'undetermined'],
  [
    from('llama-3.3-70b-instruct', 'meta-api', '2026-08-10'),
    aim('chat evaluate', { publishes_data: false }),
    'permitted',
  ],
  [from('llama-3.1-70b-instruct', 'meta-api', '2026-08-10'), llama('Llama-foo'), 'forbidden'],
  [from('llama-4-scout', 'meta-api', '2025-06-01'), llama('Llama-foo', { domicile: ['FR'] }), 'undetermined', 'region'],
  [from('meta.llama3-1-70b-instruct-v1:0', 'bedrock', '2025-12-01'), llama('Llama-foo'), 'forbidden'],
]

const mistral: Question[] = [
  [from('mistral-large-2402', 'api', '2024-02-26'), aim('chat train open-weights'), 'forbidden'],
  [from('mistral-large-2402', 'api', '2024-02-27'), aim('chat train open-weights'), 'permitted'],
  [from('mistral-medium', 'api', '2024-02-10'), aim('classification'), 'undetermined'],
  [from('mistral-medium', 'api', '2024-02-10'), aim('chat evaluate'), 'undetermined'],
  [from('mistral-medium', 'api'), aim('chat train open-weights'), 'undetermined'],
  [from('mistral-medium', 'api', '2025-01-15'), aim('chat reverse-engineer'), 'forbidden'],
  [from('mistral-medium', 'api', '2025-09-01', { features: [] }), aim('chat train open-weights'), 'permitted'],
  [
    from('mistral-medium', 'api', '2025-09-01', { features: ['web_search'] }),
    aim('chat train open-weights'),
    'forbidden',
  ],
  [
    from('mistral-medium', 'api', '2025-09-01', { features: ['search'] }),
    aim('chat train open-weights'),
    'undetermined',
  ],
  [from('mistral-medium', 'api', '2025-09-01'), aim('chat train open-weights'), 'undetermined'],
  [from('le-chat', 'chat', '2025-12-20', { features: ['web-search'] }), aim('classification'), 'undetermined'],
  [from('le-chat', 'chat', '2026-09-01', { features: ['web-search'] }), aim('classification'), 'permitted'],
  [from('mistral-medium', 'api', '2025-12-20', { features: ['web-search'] }), aim('classification'), 'forbidden'],
  [from('mistral-medium', 'api', '2026-04-20', { features: ['web-search'] }), aim('classification'), 'permitted'],
  [
    from('mistralai/Mistral-Large-Instruct-2407', 'weights', '2024-09-01'),
    aim('chat train hosted', { commercial: true }),
    'forbidden',
  ],
  [
    from('mistralai/Mistral-Large-Instruct-2407', 'weights', '2024-09-01'),
    aim('chat research'),
    'conditional',
    'research-only',
    'noncommercial-only',
  ],
  [
    from('mistralai/Mistral-Large-Instruct-2407', 'weights', '2024-09-01'),
    aim('chat research open-weights'),
    'undetermined',
  ],
  [
    from('mistralai/Mistral-Large-Instruct-2407', 'weights', '2024-09-01'),
    aim('chat research open-weights', { licensee: 'company' }),
    'forbidden',
  ],
  [
    from('mistralai/Codestral-22B-v0.1', 'weights', '2024-09-01'),
    aim('code-generation', { commercial: true }),
    'undetermined',
  ],
  [
    from('mistralai/Codestral-22B-v0.1', 'weights', '2024-09-01'),
    aim('code-generation research'),
    'conditional',
    'noncommercial-only',
  ],
  // the words name weights under two licenses, of which one is for research only
  [from('mistral-large', 'weights', '2024-09-01'), aim('chat train hosted', { commercial: true }), 'undetermined'],
  [
    from('codestral', 'weights', '2024-09-01'),
    aim('code-generation train hosted', { commercial: true }),
    'undetermined',
  ],
  [from('mixtral-8x7b', 'weights', '2024-02-10'), aim('chat train open-weights', { commercial: true }), 'permitted'],
]

const qwen: Question[] = [
  [
    from('Qwen/Qwen2.5-72B-Instruct', 'weights', '2025-02-01'),
    aim('chat train hosted'),
    'conditional',
    'built-with-notice',
  ],
  [
    from('Qwen/Qwen2.5-72B-Instruct', 'weights', '2025-02-01'),
    aim('chat', { commercial: true, monthly_active_users: 200_000_000 }),
    'undetermined',
    'mau-license',
  ],
  [
    from('Qwen/Qwen2.5-7B-Instruct', 'weights', '2025-02-01'),
    aim('chat train open-weights', { commercial: true }),
    'permitted',
  ],
  [from('Qwen/Qwen2.5-7B-Instruct', 'api', '2025-02-01'), aim('chat'), 'undetermined'],
  [from('qwen2.5', 'weights', '2025-02-01'), aim('chat'), 'undetermined'],
  [from('Qwen/Qwen2-72B-Instruct', 'weights', '2024-08-01'), aim('chat'), 'forbidden'],
  [from('Qwen/Qwen2-72B-Instruct', 'weights', '2024-08-01'), aim('classification'), 'permitted'],
  [from('qwen-14b-chat', 'weights', '2024-01-15'), aim('chat', { base: 'qwen-7b' }), 'permitted'],
  [
    from('qwen-14b-chat', 'weights', '2024-01-15'),
    aim('chat train open-weights', { base: 'qwen-7b' }),
    'conditional',
    'license-copy',
    'notice-file',
  ],
  [from('qwen-14b-chat', 'weights', '2024-01-15'), aim('chat', { base: 'mistral-7b' }), 'forbidden'],
  [from('qwen-14b-chat', 'chat', '2025-06-01', read), aim('chat'), 'forbidden'],
  [from('Qwen/Qwen-1_8B-Chat', 'weights', '2024-01-15'), aim('classification'), 'conditional', 'noncommercial-only'],
  [from('Qwen/Qwen-1_8B-Chat', 'weights', '2024-01-15'), aim('classification', { commercial: true }), 'undetermined'],
  [from('qwen-max', 'api', '2025-06-01'), aim('classification'), 'undetermined'],
  [from('qwen-max', 'chat', '2025-06-01', read), aim('summarization'), 'forbidden'],
  [from('qwen-max', 'chat', '2025-06-01', read), aim('classification'), 'undetermined'],
  // outputs were for no commercial purpose until the text of 19 May 2026
  [from('qwen-max', 'chat', '2025-06-01', read), aim('application none hosted', { commercial: true }), 'forbidden'],
  [from('qwen-max', 'chat', '2026-06-01', read), aim('benchmark evaluate', { commercial: true }), 'permitted'],
  [from('qwen-max', 'chat', '2025-06-01', read), aim('chat reverse-engineer'), 'forbidden'],
  [from('Qwen/Qwen3.8-27B', 'weights', '2026-06-01'), aim('chat'), 'undetermined'],
]

const moonshot: Question[] = [
  [from('kimi-k2', 'weights', '2025-08-01'), aim('chat train open-weights'), 'permitted'],
  [
    from('kimi-k2', 'weights', '2025-08-01'),
    aim('chat train hosted', { commercial: true, monthly_active_users: 200_000_000, annual_revenue_usd: 1 }),
    'undetermined',
    'ui-display',
  ],
  [from('moonshotai/Kimi-K2.5', 'weights', '2026-03-01'), aim('code-generation train open-weights'), 'permitted'],
  [from('kimi-k2'), aim('chat'), 'undetermined'],
  [from('kimi-k2', 'api', '2025-08-01'), aim('chat'), 'undetermined'],
  [from('moonshotai/Kimi-K3', 'weights', '2026-09-01'), aim('chat', { commercial: true }), 'permitted'],
  [
    from('moonshotai/Kimi-K3', 'weights', '2026-09-01'),
    aim('chat train hosted', { commercial: true, annual_revenue_usd: 50_000_000 }),
    'undetermined',
    'maas-agreement',
  ],
  [from('kimi', 'chat', '2025-06-01'), aim('classification', { commercial: true }), 'forbidden'],
  [from('kimi', 'chat', '2025-06-01'), aim('classification'), 'undetermined'],
  [from('kimi', 'chat', '2025-06-01'), aim('benchmark evaluate'), 'conditional', 'noncommercial-only'],
  [from('kimi', 'chat', '2025-06-01'), aim('chat reverse-engineer'), 'forbidden'],
]

const deepseek: Question[] = [
  [from('deepseek-chat', 'api', '2025-06-01'), aim('chat train hosted', { commercial: true }), 'permitted'],
  [from('deepseek', 'chat', '2025-06-01'), aim('chat train open-weights'), 'permitted'],
  [from('deepseek-chat', 'api', '2025-06-01'), aim('chat reverse-engineer'), 'forbidden'],
  [from('deepseek-chat', 'api', '2024-06-01'), aim('chat'), 'undetermined'],
  [from('deepseek-chat'), aim('chat'), 'undetermined'],
  [from('deepseek-ai/DeepSeek-R1', 'weights', '2025-03-01'), aim('reasoning train open-weights'), 'permitted'],
  [
    from('deepseek-ai/DeepSeek-V2.5', 'weights', '2024-12-01'),
    aim('chat train open-weights'),
    'conditional',
    'flow-down-use-restrictions',
    'license-copy',
    'aup-compliance',
  ],
  [from('deepseek-ai/DeepSeek-V2.5', 'weights', '2024-12-01'), aim('classification train open-weights'), 'permitted'],
  [from('deepseek-ai/DeepSeek-V3-0324', 'weights', '2025-06-01'), aim('chat'), 'undetermined'],
  [from('deepseek-ai/DeepSeek-V3-0324', 'api', '2025-06-01'), aim('chat'), 'permitted'],
  [
    from('deepseek-ai/DeepSeek-R1-Distill-Llama-8B', 'weights', '2025-03-01'),
    llama('foo'),
    'undetermined',
    'name-prefix',
  ],
  [from('deepseek-r1:70b', 'weights', '2025-03-01'), llama('Llama-foo'), 'conditional', 'name-prefix'],
  [
    from('deepseek-ai/DeepSeek-R1-Distill-Qwen-7B', 'weights', '2025-03-01'),
    aim('reasoning train open-weights'),
    'permitted',
  ],
]

const community: Question[] = [
  [from('vicuna-13b', 'weights', '2023-05-01'), aim('classification research'), 'undetermined'],
  [from('lmsys/vicuna-13b-v1.5', 'weights', '2023-10-01'), aim('chat'), 'forbidden'],
  [from('alpaca-7b', 'weights', '2023-06-01'), aim('classification', { commercial: true }), 'forbidden'],
  [from('WizardLM/WizardLM-13B-V1.2', 'weights', '2023-10-01'), aim('chat', { base: 'llama-2-7b' }), 'undetermined'],
  [from('HuggingFaceH4/zephyr-7b-beta', 'weights', '2024-01-01'), aim('chat train open-weights'), 'undetermined'],
  [from('HuggingFaceH4/zephyr-7b-beta', 'weights', '2024-01-01'), aim('benchmark'), 'undetermined'],
  [from('NousResearch/Hermes-3-Llama-3.1-70B', 'weights', '2024-10-01'), llama('Llama-foo'), 'undetermined'],
  [from('some-lab/zephyr-7b-beta', 'weights', '2024-01-01'), aim('benchmark'), 'undetermined'],
]

describe.each([
  ['Meta', meta],
  ['Mistral', mistral],
  ['Qwen', qwen],
  ['Moonshot', moonshot],
  ['DeepSeek', deepseek],
  ['community', community],
])('%s', (_, questions) => {
  test.each(titled(questions))('%s', (_, question) => {
    const { got, want } = answer(question)
    expect(got).toEqual(want)
  })
})
