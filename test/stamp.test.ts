import { describe, expect, test } from 'vitest'
import { createGuard } from '../adapters/loaders/guard.ts'
import { channelOf, fromAISDK, fromAnthropic, fromOpenAI, stamp } from '../adapters/loaders/stamp.ts'
import type { Source } from '../src/index.ts'
import { all, TARGET, TODAY } from './guard-kit.ts'

const SOURCE: Source = { role: 'output', model: 'gpt-4o', channel: 'api', account: 'own', date: '2026-03-01' }
const OTHER: Source = { license: 'cc0-1.0', author: 'human' }

describe('stamp', () => {
  test.each<[string, object, unknown]>([
    ['a record without provenance', { text: 'a' }, SOURCE],
    ['a record whose provenance is null', { text: 'a', provenance: null }, SOURCE],
    ['a record with one source', { text: 'a', provenance: OTHER }, { sources: [OTHER, SOURCE] }],
    ['a record with sources', { provenance: { sources: [OTHER, OTHER] } }, { sources: [OTHER, OTHER, SOURCE] }],
    ['a record with JSON text', { provenance: JSON.stringify(OTHER) }, { sources: [OTHER, SOURCE] }],
  ])('adds the source to %s, and leaves the record that was given', (_name, record, provenance) => {
    const before = structuredClone(record)
    expect(stamp(record, SOURCE)).toEqual({ ...record, provenance })
    expect(record).toEqual(before)
  })

  test.each<[string, object, unknown, RegExp]>([
    ['a misspelled field', {}, { modle: 'gpt-4o' }, /modle/],
    ['a wrong date', {}, { date: 'last year' }, /`date`: a date is a day/],
    ['a provenance that can not be read', { provenance: { licence: 'mit' } }, SOURCE, /can not be read/],
  ])('refuses %s', (_name, record, source, message) => {
    expect(() => stamp(record, source as Source)).toThrow(message)
  })

  test('what was stamped is ruled on as said', async () => {
    const guard = await createGuard({ target: TARGET, today: TODAY, held: 'discard' })
    await all(guard.filter([stamp({ text: 'a' }, SOURCE), stamp({ text: 'b' }, OTHER)]))
    expect(guard.summary().rulings).toMatchObject({ permitted: 1, forbidden: 1 })
  })
})

describe('the source of a response', () => {
  const openai = { baseURL: 'https://api.openai.com/v1' }
  test.each<[string, Source, Source]>([
    [
      'a chat completion',
      fromOpenAI({ model: 'gpt-4o-2024-08-06', created: 1754784000, choices: [{ message: {} }] }, { client: openai }),
      { role: 'output', model: 'gpt-4o-2024-08-06', channel: 'api', account: 'own', date: '2025-08-10' },
    ],
    [
      'a chat completion with citations',
      fromOpenAI({
        model: 'gpt-4o-search-preview',
        created: 1754784000,
        choices: [{ message: { annotations: [{ type: 'url_citation' }] } }],
      }),
      { role: 'output', model: 'gpt-4o-search-preview', account: 'own', date: '2025-08-10', features: ['web-search'] },
    ],
    [
      'the Responses API, with a search',
      fromOpenAI(
        { model: 'gpt-5', created_at: 1754870399, output: [{ type: 'web_search_call' }, { type: 'message' }] },
        { client: openai, role: 'label' },
      ),
      { role: 'label', model: 'gpt-5', channel: 'api', account: 'own', date: '2025-08-10', features: ['web-search'] },
    ],
    [
      'a message of Anthropic, which has no time',
      fromAnthropic(
        { model: 'claude-sonnet-4-5', content: [{ type: 'text' }] },
        { client: { baseURL: 'https://api.anthropic.com' } },
      ),
      { role: 'output', model: 'claude-sonnet-4-5', channel: 'api', account: 'own', features: [] },
    ],
    [
      'a message through Bedrock, dated by hand',
      fromAnthropic(
        { model: 'anthropic.claude-3-haiku-20240307-v1:0' },
        { client: { baseURL: 'https://bedrock-runtime.us-east-1.amazonaws.com' }, date: '2026-03', account: 'other' },
      ),
      {
        role: 'output',
        model: 'anthropic.claude-3-haiku-20240307-v1:0',
        channel: 'bedrock',
        account: 'other',
        date: '2026-03',
      },
    ],
    [
      'the AI SDK',
      fromAISDK(
        { response: { modelId: 'claude-sonnet-4-5', timestamp: new Date('2026-03-01T23:59:59Z') } },
        { model: { provider: 'anthropic.messages' } },
      ),
      { role: 'output', model: 'claude-sonnet-4-5', channel: 'api', account: 'own', date: '2026-03-01' },
    ],
    [
      'the AI SDK with sources, at a host that is named',
      fromAISDK(
        { response: { modelId: 'm', timestamp: new Date(0) }, sources: [{}] },
        { model: { provider: 'openai.chat' }, channel: 'our-host' },
      ),
      { role: 'output', model: 'm', channel: 'our-host', account: 'own', date: '1970-01-01', features: ['web-search'] },
    ],
  ])('of %s', (_name, found, expected) => expect(found).toEqual(expected))

  test('of what was made just now has the day of today', () => {
    const { date } = fromAnthropic({ model: 'm' }, { date: 'today' })
    expect(date).toBe(new Date().toISOString().slice(0, 10))
  })

  test.each([
    ['https://api.openai.com/v1', 'api'],
    ['https://eu.api.openai.com/v1/', 'api'],
    ['https://ours.openai.azure.com/openai', 'azure'],
    ['https://ours.services.ai.azure.com/models', 'azure'],
    ['https://us-east5-aiplatform.googleapis.com/v1', 'vertex'],
    ['https://generativelanguage.googleapis.com/v1beta/openai/', 'api'],
    ['https://api.deepseek.com', 'api'],
    ['https://dashscope-intl.aliyuncs.com/compatible-mode/v1', 'api'],
    ['https://openrouter.ai/api/v1', 'openrouter'],
    ['https://api.together.xyz/v1', 'together'],
    ['http://127.0.0.1:8000/v1', '127.0.0.1'],
    // A host that only looks like one that is known is another host.
    ['https://api.openai.com.example.org/v1', 'api.openai.com.example.org'],
    ['https://notapi.openai.com.evil.test', 'notapi.openai.com.evil.test'],
    ['', undefined],
    [null, undefined],
  ])('behind %s comes through %s', (url, channel) => expect(channelOf(url)).toBe(channel))

  test.each([
    ['openai.responses', 'api'],
    ['azure.chat', 'azure'],
    ['azure-openai.chat', 'azure'],
    ['amazon-bedrock', 'bedrock'],
    ['google.generative-ai', 'api'],
    ['google.vertex.chat', 'vertex'],
    ['vertex.anthropic.messages', 'vertex'],
    ['groq.chat', 'groq'],
    ['gateway', 'gateway'],
  ])('of the provider %s comes through %s', (provider, channel) => {
    expect(fromAISDK({ response: { modelId: 'm' } }, { model: { provider } }).channel).toBe(channel)
  })
})
