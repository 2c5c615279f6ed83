import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { type Unresolved, unresolvedOf } from '../src/index.ts'
import { builtin, model, small } from './ruling-kit.ts'

const counted = (names: Readonly<Record<string, number>>) =>
  Object.fromEntries(Object.entries(names).map(([name, rows]) => [name, { rows }]))
const tallies = (names: Readonly<Record<string, number>>) => counted(names) as never
const NONE = { models: {}, licenses: {}, datasets: {} }
const ofModels = (...names: string[]): Unresolved[] =>
  unresolvedOf({ ...NONE, models: tallies(Object.fromEntries(names.map((name) => [name, 1]))) }, builtin)

describe('names that did not resolve', () => {
  test.each<[name: string, standing: string | undefined, why?: string]>([
    ['gpt-4o', undefined],
    ['claude2-alpaca-13b', undefined],
    ['gpt-4o + claude-2', undefined],
    ['gtp-4', 'unknown', 'no model of the catalog has this name'],
    ['gpt-4-eval', 'unknown', '`eval` is no variant of `gpt-4`'],
    ['evil/claude-3-opus', 'unknown', '`evil` does not publish `claude-3`'],
    [' gpt-4', 'unknown', 'it has characters that no model name has'],
    ['foo_claude-2', 'unknown', 'it joins `claude-2` with something else'],
    ['bloom-7b_phi-2', 'part', '`7b-phi-2` is no variant of `bloom`'],
    ['gpt-4o_claude-2', 'unknown', 'it joins `gpt-4o` and `claude-2`, and does not say how'],
    ['foo + bar-9', 'unknown', '`bar-9`: no model of the catalog has this name'],
    ['gpt-4o + bar-9', 'part', '`bar-9`: no model of the catalog has this name'],
    ['TheBloke/Llama-2-7B-GGUF', 'part', '`thebloke` does not publish `llama-2`'],
    ['llama-3-8b-acme', 'part', '`8b-acme` is no variant of `llama-3`'],
    ['github-copilot', 'part', '`github-copilot` does not publish which model answers'],
    ['Together-MoA', 'part', 'its part `microsoft/WizardLM-2-8x22B`'],
    ['phi-2-sft', 'part', '`phi-2-sft`: what it was tuned on was not read'],
    ['phi-2-dpo', 'part', '`phi-2-sft`: what it was tuned on was not read'],
    ['human', 'nothing', 'it names a person, not a model'],
    ['example', 'nothing', 'it is a placeholder, not a model'],
  ])('model %j: %s', (name, standing, why) => {
    const found = ofModels(name)
    expect(found.map((entry) => entry.standing)).toEqual(standing === undefined ? [] : [standing])
    if (why !== undefined) expect(found[0]!.why.join('\n')).toContain(why)
  })

  test.each<[text: string, standing: string | undefined, why?: string]>([
    ['mit', undefined],
    ['MIT OR Apache-2.0', undefined],
    ['my-license', 'unknown', '`my-license` is neither an id'],
    ['mit AND my-license', 'part', '`my-license` is neither an id'],
    ['unknown', 'nothing', 'it names no text'],
    ['other', 'nothing', 'stand beside it'],
    ['', 'nothing', 'it names no text'],
    ['__proto__', 'unknown', '`__proto__` is neither an id'],
  ])('license %j: %s', (text, standing, why) => {
    const found = unresolvedOf({ ...NONE, licenses: tallies({ [text]: 1 }) }, builtin)
    expect(found.map((entry) => entry.standing)).toEqual(standing === undefined ? [] : [standing])
    if (why !== undefined) expect(found[0]!.why.join('\n')).toContain(why)
  })

  test.each<[field: 'datasets' | 'platforms' | 'signals', name: string, standing?: string]>([
    ['datasets', 'tatsu-lab/alpaca'],
    ['datasets', 'TATSU-LAB/Alpaca'],
    ['datasets', 'tatsu-lab/alpaca#nowhere', 'part'],
    ['datasets', 'acme/set', 'unknown'],
    ['platforms', 'reddit'],
    ['platforms', 'my-forum', 'unknown'],
    ['signals', 'tdm-reservation'],
    ['signals', 'no-such-signal', 'unknown'],
  ])('%s %s', (field, name, standing) => {
    const found = unresolvedOf({ ...NONE, [field]: counted({ [name]: 1 }) }, builtin)
    expect(found.map((entry) => entry.standing)).toEqual(standing === undefined ? [] : [standing])
  })

  test('come with names that look like them, of the same field only', () => {
    expect(ofModels('gpt-4oo')[0]!.close).toContain('gpt-4o')
    expect(ofModels('acme/claud-3-opus')[0]!.close.every((name) => builtin.names.resolve(name).kind === 'model')).toBe(
      true,
    )
    const [license] = unresolvedOf({ ...NONE, licenses: tallies({ 'apche-2.0': 1 }) }, builtin)
    expect(license!.close[0]).toBe('apache-2.0')
    expect(ofModels('xq')[0]!.close).toEqual([])
  })

  test('stand with the most rows first, whatever they are of', () => {
    const found = unresolvedOf(
      {
        models: tallies({ foo9: 3, human: 7, 'gpt-4': 100 }),
        licenses: tallies({ 'my-license': 5 }),
        datasets: tallies({ 'acme/set': 3 }),
        signals: counted({ nope: 9 }),
      },
      builtin,
    )
    expect(found.map(({ name, rows }) => [name, rows])).toEqual([
      ['nope', 9],
      ['human', 7],
      ['my-license', 5],
      ['foo9', 3],
      ['acme/set', 3],
    ])
  })

  test('follow lineage to its end, also one that names itself, and not at all when the run does not', () => {
    const tuned = (to: string) => [{ relation: 'finetuned-from', to }] as const
    const catalog = small({
      models: [
        model('one', {}, { lineage: [...tuned('two')] }),
        model('two', {}, { lineage: [...tuned('three')] }),
        model('three', {}, { lineage: [{ relation: 'trained-on-outputs-of' }] }),
        model('ring', {}, { lineage: [...tuned('ring')] }),
      ],
    })
    const why = (name: string, lineage?: 'direct') =>
      unresolvedOf({ ...NONE, models: tallies({ [name]: 1 }) }, catalog, lineage).flatMap((entry) => entry.why)
    expect(why('one')).toEqual(['`three` comes from a model that is not named'])
    expect(why('one', 'direct')).toEqual([])
    expect(why('ring')).toEqual([])
  })
})

describe('names of the samples', () => {
  type Counts = Record<string, Record<string, Record<string, number>>>
  const counts: Counts = JSON.parse(readFileSync(new URL('../../shared/samples/counts.json', import.meta.url), 'utf8'))
  /** What is not known in truth: what a composite's part and another maker's tuning were trained on. */
  const KNOWN_GAPS: Readonly<Record<string, string>> = { 'Together-MoA': 'part', 'phi-2-sft': 'part' }

  test.each([
    ['alpacaeval-generator.jsonl', 'generator'],
    ['mtbench-model_id.jsonl', 'model_id'],
    ['ja-vicuna80-model_id.jsonl', 'model_id'],
    ['vicuna80-answers.jsonl', 'model_id'],
    ['vicuna80-models.jsonl', 'model_id'],
    ['vicuna80-reviewers.jsonl', 'reviewer_id'],
    ['vicuna80-reviews.jsonl', 'reviewer_id'],
    ['zeroeval-crux-generator-source.jsonl', 'generator'],
    ['openinstruct-completions-model.jsonl', 'completions.model'],
  ])('%s: every name resolves', (file, key) => {
    const names = counts[file]![key]!
    expect(Object.keys(names).length).toBeGreaterThan(0)
    const left = unresolvedOf({ ...NONE, models: tallies(names) }, builtin)
    for (const { name, standing } of left) expect({ [name]: standing }).toEqual({ [name]: KNOWN_GAPS[name] })
  })

  test('every hub tag of the card samples resolves, or says why not', () => {
    const tags = counts['hf-dataset-license-tags.jsonl']!.license!
    const left = unresolvedOf({ ...NONE, licenses: tallies(tags) }, builtin)
    expect(left.filter(({ standing }) => standing === 'unknown')).toEqual([])
    for (const { why } of left) expect(why.length).toBeGreaterThan(0)
  })
})
