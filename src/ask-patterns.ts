import type { Model } from '../schemas/terms.ts'
import { doorRefs } from './ask-doors.ts'
import type { LintFinding } from './ask-lint.ts'
import type { CatalogIndex } from './catalog.ts'
import { canonical } from './digest.ts'
import { indexNames } from './name.ts'

/** Words behind the names of models that lead nowhere, or to another model under other terms. */
export function* lintModels(models: readonly Model[], index: CatalogIndex): Generator<LintFinding> {
  for (const model of models) {
    for (const [door, families] of Object.entries(model.named_by))
      for (const family of families) {
        const says = !Object.hasOwn(model.doors, door)
          ? `implies door \`${door}\`, through which the model does not come`
          : model.family.includes(family)
            ? 'is a family of the model too, so that it implies no door'
            : undefined
        if (says === undefined) continue
        yield {
          level: 'error',
          says: `model \`${model.id}\`: \`${family}\` in \`named_by\` ${says}`,
          fix: 'remove it, or add the door',
          entry: model,
        }
      }
    yield* lintTails(model, index)
    for (const part of model.parts)
      if (index.names.resolve(part).kind === 'unknown')
        yield {
          level: 'note',
          says: `model \`${model.id}\` is made of \`${part}\`, which no family has`,
          fix: 'mend the name, or add an entry for it',
          entry: model,
        }
    if (model.examples.length === 0)
      yield {
        level: 'note',
        says: `model \`${model.id}\` has no examples of names in the wild`,
        fix: 'add names as files have them',
        entry: model,
      }
  }
  yield* lintOverlaps(new Set(models), index)
}

/** Words that never follow the name of their model, because every name with them is another model's. */
function* lintTails(model: Model, index: CatalogIndex): Generator<LintFinding> {
  for (const tail of model.tails.filter((tail) => !tail.startsWith('@'))) {
    const found = model.family.map((family) => index.names.resolve(`${family}-${tail}`))
    if (found.every((one) => one.kind === 'model' && one.model.id !== model.id))
      yield {
        level: 'note',
        says: `tail \`${tail}\` of model \`${model.id}\` is never reached right behind its name: other models have those names`,
        fix: 'remove the tail, unless it may follow another one',
        entry: model,
      }
  }
}

/** Names that two models fit, of which the ruling depends on which of them is taken: one note for each pair. */
function* lintOverlaps(own: ReadonlySet<Model>, index: CatalogIndex): Generator<LintFinding> {
  const { catalog, issuers, names } = index
  const orgsOf = (id: string) => [id, ...(issuers.get(id)?.aliases ?? [])]
  const pairs = new Map<string, { readonly taken: Model; readonly passed: Model; readonly names: Set<string> }>()
  const add = (taken: Model, passed: Model, name: string) => {
    if (bindingOf(taken, index) === bindingOf(passed, index)) return
    const key = canonical([taken.id, passed.id])
    const pair = pairs.get(key) ?? { taken, passed, names: new Set() }
    pairs.set(key, pair)
    pair.names.add(name)
  }
  for (const model of catalog.models) {
    const wanted = own.has(model) ? catalog.models : [...own]
    const others = indexNames(
      wanted.filter((other) => other !== model && shareWord(model, other)),
      orgsOf,
    )
    for (const name of [...model.family, ...model.examples]) {
      const [taken, found] = [names.resolve(name), others.resolve(name)]
      if (taken.kind !== 'model' || taken.model !== model) continue
      // A name that stands in both entries is an error of its own.
      if (found.kind !== 'model' || found.unlisted !== undefined || found.model.family.includes(name)) continue
      add(model, found.model, name)
    }
    for (const tail of own.has(model) ? model.tails.filter((tail) => !tail.startsWith('@')) : [])
      for (const name of model.family.map((family) => `${family}-${tail}`)) {
        const found = names.resolve(name)
        if (found.kind === 'model' && found.model !== model) add(found.model, model, name)
      }
  }
  for (const { taken, passed, names } of pairs.values()) {
    const [name, ...more] = names
    const rest = more.length > 0 ? ` (and ${more.length} more of its names)` : ''
    yield {
      level: 'note',
      says: `\`${name}\`${rest} fits \`${passed.id}\` and \`${taken.id}\`, which are not ruled alike: it counts as \`${taken.id}\``,
      fix: `check that this is meant; if not, mend the names and tails of \`${passed.id}\` or \`${taken.id}\``,
      entry: own.has(taken) ? taken : passed,
    }
  }
}

/** Whether names of two models can begin with the same word: others never fit the same name. */
function shareWord(a: Model, b: Model): boolean {
  const firsts = ({ family, named_by }: Model) =>
    [...family, ...Object.values(named_by).flat()].map((name) => name.split('-')[0])
  const words = new Set(firsts(a))
  return firsts(b).some((word) => words.has(word))
}

/** All of a model that a ruling depends on, beside the names by which it is found. */
function bindingOf(model: Model, index: CatalogIndex): string {
  const { behind, traits, parts, lineage, open, released } = model
  const doors = Object.keys(model.doors).map((door) => [door, doorRefs(model, door, index)])
  return canonical({ behind, traits, parts, lineage, open, released, doors: Object.fromEntries(doors) })
}
