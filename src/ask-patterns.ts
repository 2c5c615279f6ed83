import type { Model } from '../schemas/terms.ts'
import { doorRefs } from './ask-doors.ts'
import type { LintFinding } from './ask-lint.ts'
import type { CatalogIndex } from './catalog.ts'
import { canonical } from './digest.ts'

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
    if (model.examples.length === 0)
      yield {
        level: 'note',
        says: `model \`${model.id}\` has no examples of names in the wild`,
        fix: 'add names as files have them',
        entry: model,
      }
  }
}

function* lintTails(model: Model, index: CatalogIndex): Generator<LintFinding> {
  const words = model.tails.filter((tail) => !tail.startsWith('@'))
  for (const tail of words) {
    const elsewhere = new Map<string, Model>()
    let reached = false
    for (const family of model.family) {
      const found = index.names.resolve(`${family}-${tail}`)
      if (found.kind === 'model' && found.model.id !== model.id) elsewhere.set(`${family}-${tail}`, found.model)
      else reached = true
    }
    if (elsewhere.size === 0) continue
    for (const [name, other] of elsewhere)
      if (bindingOf(other, index) !== bindingOf(model, index))
        yield {
          level: 'note',
          says: `\`${name}\` fits \`${model.id}\` and \`${other.id}\`, which bind otherwise: it counts as \`${other.id}\``,
          fix: `check that this is meant; if so, take \`${tail}\` out of the tails of \`${model.id}\``,
          entry: model,
        }
    if (!reached)
      yield {
        level: 'note',
        says: `tail \`${tail}\` of model \`${model.id}\` is never reached right behind its name: other models have those names`,
        fix: 'remove the tail, unless it may follow another one',
        entry: model,
      }
  }
}

/** All of a model that a ruling depends on, beside the names by which it is found. */
function bindingOf(model: Model, index: CatalogIndex): string {
  const { behind, traits, parts, lineage, open } = model
  const doors = Object.keys(model.doors).map((door) => [door, doorRefs(model, door, index)])
  return canonical({ behind, traits, parts, lineage, open, doors: Object.fromEntries(doors) })
}
