import { expect, test } from 'vitest'
import { byId } from './convention-kit.ts'

const DOC = { id: 'i', text: 'a', source: 's', added: '2024-03-22' }

test.each([
  ['llama-nemotron', { license: 'mit', generator: ['a', 'b'] }, 'wrong-type'],
  ['nemotron-post-training', { license: { id: 'mit' }, generator: 'a' }, 'wrong-type'],
  ['tulu-3', { source: ['a'] }, 'wrong-type'],
  ['smoltalk', { source: 3 }, 'wrong-type'],
  ['openhermes', { model: 4 }, 'wrong-type'],
  ['open-orca', { id: '123' }, 'wrong-type'],
  ['open-orca', { id: 'other.123' }, 'wrong-type'],
  ['open-orca', { id: 123 }, 'wrong-type'],
  ['flan-collection', { task_source: 'Other', task_name: 'a' }, 'wrong-type'],
  ['flan-collection', { task_source: 'Other' }, 'wrong-type'],
  ['flan-collection', { task_source: 'CoT', task_name: 3 }, 'wrong-type'],
  ['hc3', { chatgpt_answers: [], source: ['a'] }, 'wrong-type'],
  ['aya-dataset', { annotation_type: 'other' }, 'wrong-type'],
  ['super-natural-instructions', { 'Instance License': [3] }, 'wrong-type'],
  ['super-natural-instructions', { Source: 'quoref', 'Instance License': ['mit'] }, 'wrong-type'],
  ['magpie', { gen_input_configs: '{}' }, 'wrong-type'],
  ['magpie-model', { model: {} }, 'wrong-type'],
  ['ultrafeedback', { completions: ['text'] }, 'wrong-type'],
  ['ultrafeedback', { models: [1] }, 'wrong-type'],
  ['ultrafeedback-distilabel', { generation_models: 'm' }, 'wrong-type'],
  ['mt-bench-judgments', { judge: 'gpt-4' }, 'wrong-type'],
  ['mt-bench-judgments', { judge: ['gpt-4'], tstamp: 1688968315990 }, 'wrong-type'],
  ['arena-battles', { model_a: 'm', tstamp: 12 }, 'wrong-type'],
  ['prism', { conversation_history: [{ role: 'model', model_name: 7 }] }, 'wrong-type'],
  ['prism', { conversation_history: ['text'] }, 'wrong-type'],
  ['prism', { conversation_history: [{ role: { name: 'model' } }] }, 'wrong-type'],
  ['oasst-messages', { role: 'Assistant', synthetic: false }, 'wrong-type'],
  ['oasst-messages', { role: 'assistant', synthetic: 'maybe' }, 'wrong-type'],
  ['wildchat', { model: 'a', conversation: [{ role: 'assistant', timestamp: 'late' }] }, 'wrong-type'],
  ['dolma', { ...DOC, metadata: '{}' }, 'wrong-type'],
  ['dolma', { ...DOC, created: '', metadata: {} }, 'wrong-type'],
  ['dolma', { ...DOC, created: 'about 1800', metadata: {} }, 'wrong-type'],
  ['dolma-text', { ...DOC, metadata: '{"license":"mit","license":"gpl"}' }, 'duplicate-key'],
  ['dolma-text', { ...DOC, metadata: "{'license': 'mit'}" }, 'wrong-type'],
  ['dolma-text', { ...DOC, metadata: '['.repeat(600) + ']'.repeat(600) }, 'too-deep'],
  ['nested-meta', { meta: [] }, 'wrong-type'],
  ['nested-meta', { meta: { source: 's', timestamp: 12 } }, 'wrong-type'],
  ['nested-meta', { meta: { source: 's', timestamp: 'long ago' } }, 'wrong-type'],
  ['redpajama', { meta: "{'url': 'https://example.org'}", red_pajama_subset: 'c4' }, 'wrong-type'],
  ['redpajama-2', { meta: '' }, 'wrong-type'],
  ['common-crawl', { url: 'https://example.org', date: 'today' }, 'wrong-type'],
  ['dclm', { url: 'https://example.org', metadata: '{}' }, 'wrong-type'],
  ['common-corpus', { license: 'mit', date: 'circa 1900' }, 'wrong-type'],
  ['the-stack-2', { detected_licenses: ['MIT', null] }, 'wrong-type'],
  ['the-stack-2', { detected_licenses: ['MIT'], revision_date: 12 }, 'wrong-type'],
  ['commitpackft', { license: 3 }, 'wrong-type'],
])('%s: %j is unreadable', (id, record, code) => {
  expect(byId(id).sources(record)).toBe(code)
})

test.each(['sources', 'modle'])(
  'an unknown field `%s` in a `provenance` beside a convention is unreadable',
  (field) => {
    expect(byId('tulu-3').sources({ source: 'a', provenance: { model: 'm', [field]: 'x' } })).toBe('unknown-field')
  },
)
