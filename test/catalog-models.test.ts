import { describe, expect, test } from 'vitest'
import { catalog, doorTerms, type FactModel, index, rule, shared } from './catalog-kit.ts'

const facts = shared<FactModel[]>('policy-facts/models.json')
type Model = (typeof catalog.models)[number]

/** Names that no entry has: they name no model, or a base only, with words of their own that nobody read. */
const UNKNOWN: Record<string, string> = {
  human: 'not a model',
  'generic-unknown': 'the name says nothing',
  'embeds-llama-3.3': 'a base in the middle of a name; makers that are known have entries of their own',
  'embeds-qwen2.5-72b': 'as above',
  'embeds-qwen2-72b': 'as above',
  'embeds-qwen2.5-3b': 'as above',
}

/** Policies of the facts that the catalog does not follow, as `id door`; what it takes instead never passes more. */
const STRICTER: Record<string, string> = {
  'llama-1': 'a bare `llama` says no version: unknown instead of the strictest',
  'opt-galactica': 'the OPT license was not read',
  'gemma-family': 'TxGemma is not in the appendix of the Gemma terms: unknown, and Gemma behind it',
  phi: 'Phi-2 was first under a license that was not read; MIT follows by date',
  'orca-2': 'the Microsoft license on top was not read; Llama 2 stands behind it',
  qwen1: 'a bare `qwen` says no version and no size',
  'qwen3.5-up': 'the cards were not read',
  'qwen3.8-flash-next': 'the license was not read in the original',
  'deepseek-v3-mit': 'MIT by report only',
  moonlight: 'MIT by report only',
  'internlm-1-2': 'the license of the weights was not read',
  'embeds-gpt4-claude': 'the parts of these composites are known',
  'embeds-yi': 'PairRM picked the answer, and the license of Yi-34B of that time binds',
  'embeds-falcon': 'what the maker added is unknown; the base stands behind it',
  'embeds-llama-3.1': 'what the maker added is unknown; the base stands behind it',
  'embeds-llama-3.2': 'as above',
  'embeds-llama-3': 'as above',
  'embeds-llama-2': 'as above',
  'embeds-llama-1': 'as above',
  'embeds-tulu-2': 'as above',
}

/** Policies of the facts that are those of another model of the same pattern, or of no door of this one. */
const OTHER: Record<string, string> = {
  wizardcoder: 'the Python variants are built on Code Llama, as the note of the facts says',
  mpt: 'MPT-30B-Instruct is under CC BY-SA by its card',
  grok: 'the weights license is that of Grok 2; other versions have no weights',
  'cohere-command': 'command-nightly has no weights',
  bard: 'a chat product without an API',
  'mistral-unspecified':
    'weights named `mistral` have several licenses, those of Mixtral one; without a door every door is a candidate',
}

const closure = (ids: readonly string[]): Set<string> => {
  const all = new Set<string>()
  const add = (id: string) => {
    if (all.has(id)) return
    all.add(id)
    const terms = index.terms.get(id)
    for (const outside of [terms?.before, terms?.after])
      if (typeof outside === 'object') add(outside.terms.split('@')[0] ?? '')
  }
  ids.forEach(add)
  return all
}

/** What binds at a door: the terms of the door, or where the model has no such door those of all of them and of the host. */
function binding(model: Model, door?: string): Set<string> {
  if (door !== undefined && door in model.doors) return closure(doorTerms(model, door) ?? [])
  const every = Object.keys(model.doors).flatMap((name) => doorTerms(model, name) ?? [])
  return closure([...every, ...(index.hosts.get(door ?? '') ?? []).map((ref) => ref.split('@')[0] ?? '')])
}

/** What a model was made from by a relation; the parts of a composite bind like what it was tuned from. */
function upstream(model: Model, relation: string): Set<string> {
  const found = model.lineage.filter((step) => step.relation === relation)
  const parts = relation === 'finetuned-from' ? model.parts.map((to) => ({ to, terms: undefined })) : []
  return closure(
    [...found, ...parts].flatMap(({ to, terms }) => {
      const named = to === undefined ? undefined : index.names.resolve(to)
      return [
        ...(terms === undefined ? [] : [terms.split('@')[0] ?? '']),
        ...(named?.kind === 'model' ? binding(named.model) : []),
      ]
    }),
  )
}

const examples = facts.flatMap((fact) =>
  fact.examples.map((name): [string, string, FactModel] => [name, fact.id, fact]),
)

describe('every name of the facts', () => {
  test.each(examples)('`%s` (%s) leads to the terms that the facts name', (name, id, fact) => {
    const found = index.names.resolve(name)
    if (found.kind === 'unknown') return expect(UNKNOWN).toHaveProperty([id])
    const { model } = found
    expect(found.unlisted).toBeUndefined()
    const missing: string[] = []
    for (const policy of [fact.policy, ...(fact.alsoApplies ?? [])])
      if (!binding(model).has(policy)) missing.push(policy)
    for (const [door, policy] of Object.entries(fact.policyByChannel ?? {}))
      if (!binding(model, door).has(policy)) missing.push(`${policy} at ${door}`)
    for (const { relation, policy } of fact.derivedFrom ?? []) {
      const step = relation === 'data-licence' ? 'trained-on-data-under' : relation
      if (!upstream(model, step).has(policy)) missing.push(`${policy} by ${step}`)
    }
    if (missing.length > 0) expect({ ...STRICTER, ...OTHER }, missing.join('; ')).toHaveProperty([id])
    // A stricter entry passes nothing at the door where it leaves the facts.
    if (missing.length > 0 && id in STRICTER) {
      const target = { kind: 'chat', purpose: 'train', distribution: 'open-weights', commercial: true } as const
      const { ruling } = rule(
        { model: name, channel: 'weights', date: '2023-06-01' },
        { ...target, name: 'Llama-3-foo' },
      )
      expect(['undetermined', 'forbidden']).toContain(ruling)
    }
  })

  test('is resolved, unless there is a reason', () => {
    const lost = examples.filter(([name]) => index.names.resolve(name).kind === 'unknown').map(([, id]) => id)
    expect([...new Set(lost)].sort()).toEqual(Object.keys(UNKNOWN).sort())
  })

  test('has no reason that nothing needs', () => {
    const ids = new Set(facts.map(({ id }) => id))
    expect(Object.keys({ ...UNKNOWN, ...STRICTER, ...OTHER }).filter((id) => !ids.has(id))).toEqual([])
  })
})

describe('every model of the catalog', () => {
  test.each(catalog.models.flatMap((model) => model.examples.map((name): [string, string] => [name, model.id])))(
    '`%s` is an example of %s',
    (name, id) => {
      const found = index.names.resolve(name)
      expect(found.kind === 'model' && { id: found.model.id, unlisted: found.unlisted }).toEqual({
        id,
        unlisted: undefined,
      })
    },
  )

  test.each(catalog.models.map((model): [string, Model] => [model.id, model]))(
    '%s has doors that lead to terms',
    (_, model) => {
      expect(Object.keys(model.doors).length).toBeGreaterThan(0)
      for (const door of Object.keys(model.doors)) {
        const terms = doorTerms(model, door) ?? []
        expect(terms.length, door).toBeGreaterThan(0)
        for (const id of terms) expect(index.terms.has(id), id).toBe(true)
      }
    },
  )

  test.each(catalog.models.map((model): [string, Model] => [model.id, model]))(
    '%s folds its own families to itself',
    (_, model) => {
      for (const family of [...model.family, ...Object.values(model.named_by).flat()]) {
        const found = index.names.resolve(family)
        expect(found.kind === 'model' ? found.model.id : found.why, family).toBe(model.id)
      }
    },
  )

  test('has one entry for each family', () => {
    const owner = new Map<string, string>()
    const twice: string[] = []
    for (const model of catalog.models)
      for (const family of [...model.family, ...Object.values(model.named_by).flat()]) {
        if (owner.has(family)) twice.push(`${family}: ${owner.get(family)} and ${model.id}`)
        owner.set(family, model.id)
      }
    expect(twice).toEqual([])
  })

  test('has a lineage that was there when it was made', () => {
    for (const model of catalog.models)
      for (const { to, until, from } of model.lineage) {
        if (from !== undefined && until !== undefined) expect(from <= until, model.id).toBe(true)
        const source = to === undefined ? undefined : index.names.resolve(to)
        if (source?.kind !== 'model' || source.model.released === null || model.released === null) continue
        // A family may be older than the member that was used; none is younger than all that was made from it.
        if (until !== undefined) expect(source.model.released <= until, `${model.id} from ${to}`).toBe(true)
      }
  })
})

test('names that only look like a known one are unknown or carry an unknown layer', () => {
  for (const name of ['claude-like-7b', 'my-gpt-4-eval', 'gpt-4\u200b', 'ｇpt-4', 'gpt-4 ', 'chatgpt-clone'])
    expect(index.names.resolve(name).kind, name).toBe('unknown')
  for (const name of ['acme/Llama-3.1-8B', 'llama-3.1-8b-acme-tuned', 'evil/zephyr-7b-beta']) {
    const found = index.names.resolve(name)
    expect(found.kind === 'model' && found.unlisted, name).toBeTruthy()
  }
})
