import { describe, expect, test } from 'vitest'
import { aim, answer, from, type Question, titled } from './catalog-kit.ts'

const read = { collection: 'copied by hand' }

/** What people ask about the services of an issuer, answered by reading the words, not by running the program. */
const openai: Question[] = [
  [from('gpt-4-0613', 'api', '2024-03-01', { role: 'label' }), aim('classification'), 'permitted'],
  [
    from('gpt-4-0613', 'api', '2024-03-01', { role: 'label' }),
    aim('classification train open-weights'),
    'undetermined',
  ],
  [from('gpt-3.5-turbo', 'api', '2023-05-01'), aim('chat train open-weights'), 'forbidden'],
  // the exception for classifiers is first written in the Business Terms
  [from('gpt-3.5-turbo', 'api', '2023-05-01', { role: 'label' }), aim('classification'), 'undetermined'],
  [from('text-davinci-003', 'api', '2023-01-15'), aim('chat train open-weights'), 'forbidden'],
  [from('text-davinci-003', 'api', '2023-01-15'), aim('classification'), 'undetermined'],
  [from('gpt-4o', 'api', '2026-02-01'), aim('embedding train open-weights'), 'forbidden'],
  [from('gpt-4o', 'api', '2026-02-01'), aim('chat+classification'), 'forbidden'],
  [from('gpt-4o', 'api', '2026-02-01'), aim('chat evaluate'), 'undetermined'],
  [from('gpt-4o', 'api', '2026-02-01'), aim('benchmark evaluate open-weights'), 'permitted'],
  [from('gpt-4o', 'api', '2026-02-01'), aim('application none hosted', { commercial: true }), 'permitted'],
  [from('gpt-4o', 'api', '2026-02-01'), aim('chat reverse-engineer'), 'forbidden'],
  [from('gpt-4.1', 'api', '2025-09-01'), aim('chat train provider-platform', { tuned_on: 'openai' }), 'permitted'],
  [from('gpt-4.1', 'api', '2025-09-01'), aim('chat train provider-platform', { tuned_on: 'azure' }), 'undetermined'],
  [from('gpt-4o', 'api', '2026-02-01', { role: 'judge' }), aim('reward-model', { serves: 'chat' }), 'forbidden'],
  [from('chatgpt', 'chat', '2025-06-01', { collection: 'scraped' }), aim('classification'), 'forbidden'],
  [from('chatgpt', 'chat', '2025-06-01', { collection: 'web-scraping' }), aim('classification'), 'forbidden'],
  [from('chatgpt', 'chat', '2025-06-01', read), aim('benchmark evaluate open-weights'), 'permitted'],
  [from('gpt-4o', 'azure', '2025-06-01'), aim('benchmark evaluate'), 'undetermined'],
  [from('gpt-4o'), aim('chat train open-weights'), 'undetermined'],
  [from('ft:gpt-4o-2024-08-06:acme::abc', 'api', '2025-09-01'), aim('classification'), 'undetermined'],
  [from('gpt-oss-20b', 'weights', '2025-09-01'), aim('chat train open-weights'), 'permitted'],
]

const anthropic: Question[] = [
  [
    from('claude-3-5-sonnet-20241022', 'api', '2025-08-01'),
    aim('summarization train hosted', { commercial: true, publishes_data: false }),
    'permitted',
  ],
  [
    from('claude-3-5-sonnet-20241022', 'api', '2025-08-01'),
    aim('semantic-search train open-weights', { publishes_data: true }),
    'conditional',
    'flow-down-use-restrictions',
  ],
  [from('claude-3-5-sonnet-20241022', 'api', '2025-08-01'), aim('anomaly-detection'), 'permitted'],
  [from('claude-3-5-sonnet-20241022', 'api', '2025-08-01'), aim('code-generation'), 'forbidden'],
  [from('claude-3-5-sonnet-20241022', 'api', '2025-08-01'), aim('classification+chat'), 'forbidden'],
  [from('claude-3-5-sonnet-20241022', 'api', '2025-08-01'), aim('embedding'), 'undetermined'],
  [from('claude-3-5-sonnet-20241022', 'api', '2025-08-01'), aim('chat evaluate'), 'undetermined'],
  [
    from('claude-3-5-sonnet-20241022', 'api', '2025-08-01'),
    aim('benchmark evaluate open-weights'),
    'conditional',
    'flow-down-use-restrictions',
  ],
  [
    from('claude-3-5-sonnet-20241022', 'api', '2025-08-01'),
    aim('application none hosted', { commercial: true }),
    'permitted',
  ],
  [from('claude-3-5-sonnet-20241022', 'api', '2025-08-01'), aim('chat train third-party'), 'forbidden'],
  // the contract of that time was not read, the usage policy was
  [from('claude-3-5-sonnet-20241022', 'api', '2024-11-01'), aim('chat train open-weights'), 'forbidden'],
  [from('claude-2.1', 'api', '2024-01-15'), aim('chat train open-weights'), 'undetermined'],
  [from('claude-3-5-sonnet-20241022', 'api'), aim('classification'), 'undetermined'],
  // the policy of that day was read, but whether the older article is an authorization is open
  [from('claude-opus-4-1', 'api', '2026-11-20'), aim('classification'), 'undetermined'],
  [from('claude-opus-4-1', 'api', '2026-11-20'), aim('chat train open-weights'), 'forbidden'],
  [from('claude-sonnet-4-20250514', 'chat', '2025-08-01', read), aim('classification'), 'undetermined'],
  [from('claude-sonnet-4-20250514', 'chat', '2025-08-01', read), aim('chat train open-weights'), 'forbidden'],
  [
    from('claude-sonnet-4-20250514', 'chat', '2025-09-01', read),
    aim('classification', { commercial: true, domicile: ['DE'] }),
    'forbidden',
  ],
  [
    from('claude-sonnet-4-20250514', 'chat', '2025-09-01', read),
    aim('classification', { commercial: true, domicile: ['US'] }),
    'undetermined',
  ],
  [
    from('claude-3-5-sonnet-20241022', 'bedrock', '2026-03-01', { intent: 'support' }),
    aim('classification'),
    'permitted',
  ],
  [from('claude-3-5-sonnet-20241022', 'bedrock', '2026-03-01'), aim('classification'), 'undetermined'],
  [from('claude-3-5-sonnet-20241022', 'vertex', '2025-08-01'), aim('classification'), 'undetermined'],
]

const microsoft: Question[] = [
  [from('bing-chat', 'chat', '2024-06-01', read), aim('chat train hosted'), 'forbidden'],
  [from('bing-chat', 'chat', '2024-06-01', read), aim('chat'), 'undetermined'],
  [from('microsoft-copilot', 'chat', '2025-11-01', read), aim('benchmark evaluate'), 'undetermined'],
  [from('microsoft-copilot', 'chat-business', '2025-11-01', read), aim('chat train hosted'), 'undetermined'],
  [from('microsoft/phi-4', 'weights', '2025-02-01'), aim('chat train open-weights'), 'permitted'],
  [from('microsoft/phi-2', 'weights', '2023-12-20'), aim('chat train open-weights'), 'undetermined'],
  [from('microsoft/phi-2', 'weights', '2024-06-01'), aim('chat train open-weights'), 'permitted'],
  [from('microsoft/Orca-2-13b', 'weights', '2024-01-01'), aim('chat train open-weights'), 'forbidden'],
  [from('github-copilot', 'chat', '2026-01-01'), aim('code-generation'), 'undetermined'],
]

const google: Question[] = [
  [from('gemini-1.5-pro', 'api', '2024-08-01'), aim('chat train open-weights'), 'forbidden'],
  [from('gemini-pro', 'api', '2024-01-10'), aim('chat train open-weights'), 'undetermined'],
  [from('gemini-2.5-pro', 'api', '2026-05-01'), aim('chat train open-weights'), 'forbidden'],
  [from('gemini-2.0-flash', 'api', '2025-06-01', { features: ['google_search'] }), aim('classification'), 'forbidden'],
  [
    from('gemini-2.0-flash', 'api', '2025-06-01', { features: ['browsing'] }),
    aim('benchmark evaluate'),
    'undetermined',
  ],
  [from('gemini-2.0-flash', 'api', '2025-06-01', { features: [] }), aim('benchmark evaluate'), 'permitted'],
  [from('gemini-2.0-flash', 'api', '2025-06-01', { features: [] }), aim('application none hosted'), 'permitted'],
  [
    from('gemini-2.0-flash', 'api', '2025-06-01', { features: [] }),
    aim('chat train provider-platform', { tuned_on: 'vertex' }),
    'undetermined',
  ],
  [from('gemini-2.0-flash', 'vertex', '2025-06-01'), aim('classification'), 'undetermined'],
  [from('gemini-1.5-pro', 'chat', '2024-06-01'), aim('classification'), 'forbidden'],
  [from('bard', 'chat', '2023-10-01'), aim('classification'), 'forbidden'],
  [from('bard', 'chat', '2023-05-01'), aim('classification'), 'undetermined'],
  [from('palm-2', 'api', '2023-09-01'), aim('chat'), 'undetermined'],
  [
    from('gemma-2-27b-it', 'weights', '2024-08-01'),
    aim('chat train open-weights'),
    'conditional',
    'flow-down-terms',
    'flow-down-use-restrictions',
    'license-copy',
    'notice-file',
  ],
  [from('gemma-2-27b-it', 'weights', '2024-08-01'), aim('chat train hosted'), 'conditional', 'flow-down-terms'],
  [from('gemma-2-27b-it', 'weights', '2024-08-01'), aim('classification train open-weights'), 'permitted'],
  [from('gemma-2-27b-it', 'weights', '2024-08-01'), aim('chat'), 'permitted'],
  [
    from('google/gemma-3-27b-it', 'weights', '2026-05-01'),
    aim('embedding train hosted'),
    'conditional',
    'flow-down-terms',
  ],
  [from('google/gemma-3-27b-it', 'api', '2025-06-01', { features: [] }), aim('chat train open-weights'), 'forbidden'],
  [from('gemma-7b-it', 'weights', '2024-03-01'), aim('chat'), 'undetermined'],
  [from('google/gemma-4-31b-it', 'weights', '2026-05-01'), aim('chat train open-weights'), 'permitted'],
  [
    from('google/shieldgemma-9b', 'weights', '2025-01-01', { role: 'label' }),
    aim('classification train hosted'),
    'conditional',
    'flow-down-terms',
  ],
  [from('google/txgemma-9b-chat', 'weights', '2025-06-01'), aim('chat'), 'undetermined'],
]

describe.each([
  ['OpenAI', openai],
  ['Anthropic', anthropic],
  ['Microsoft', microsoft],
  ['Google', google],
])('%s', (_, questions) => {
  test.each(titled(questions))('%s', (_, question) => {
    const { got, want } = answer(question)
    expect(got).toEqual(want)
  })
})
