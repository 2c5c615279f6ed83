import type { Source } from '../schemas/provenance.ts'
import type { Lineage, Model } from '../schemas/terms.ts'
import type { Binding, Candidate, Context } from './binding.ts'
import { START } from './dates.ts'
import { isPlain } from './name.ts'
import { all, bindRef, factsOf, type Scope, spanOf } from './scope.ts'

/** More steps of lineage than any model has; a catalog that names itself ends here. */
const MAX_STEPS = 12

/**
 * The terms that bind the output of a model, by the door through which it came, and those of the models that it was
 * made from. A name with `+` is all of its parts.
 */
export function bindModel(name: string, source: Source, at: string, scope: Scope, steps = 0): Binding {
  if (name.includes('+')) {
    const parts = name.split('+').map((part) => part.trim())
    if (parts.every((part) => part !== '')) return all(parts.map((part) => bindModel(part, source, at, scope, steps)))
  }
  const found = scope.catalog.names.resolve(name)
  if (found.kind === 'unknown' || steps > MAX_STEPS)
    return {
      op: 'unknown',
      code: steps > 0 ? 'unknown-upstream' : 'unknown-model',
      at,
      says: `model \`${name}\`: ${found.kind === 'unknown' ? found.why : 'its lineage has no end'}`,
      missing: 'model',
      fix: 'write the name as its issuer does, or add the model to a catalog of your own',
    }
  const { model, unlisted, implies, host } = found
  const layers: Binding[] = [doorsOf(model, source, at, scope, implies, host)]
  if (unlisted)
    layers.push({
      op: 'unknown',
      code: 'unlisted-variant',
      at,
      says: `model \`${name}\`: ${unlisted}`,
      fix: 'add the variant to a catalog of your own with its lineage',
    })
  if (model.behind === 'unknown')
    layers.push({
      op: 'unknown',
      code: 'unknown-behind',
      at,
      says: `\`${name}\` does not publish which model answers`,
      fix: 'record the model that answered',
    })
  for (const part of model.parts) layers.push(bindModel(part, {}, `${at}/part`, scope, steps + 1))
  if (scope.lineage === 'full')
    for (const upstream of model.lineage) layers.push(bindUpstream(upstream, model, at, scope, steps))
  return all(layers)
}

const WEIGHTS = 'weights'
/** Doors of whoever made the model; any other is a host. */
const ISSUER_DOORS: ReadonlySet<string> = new Set(['api', 'chat', 'chat-business', 'meta-api'])

/** Whether a host at a door that the catalog does not list for a model can only run the weights that anybody may get. */
function servesWeights({ open, doors }: Model, channel: string): boolean {
  return open && WEIGHTS in doors && isPlain(channel) && !ISSUER_DOORS.has(channel)
}

/**
 * The terms at the declared door. Without one, or at a door of its maker through which the model does not come, every
 * door is a candidate; a host of open weights is under their terms, and its own are another layer.
 */
function doorsOf(
  model: Model,
  source: Source,
  at: string,
  scope: Scope,
  implied: string | undefined,
  host: string | undefined,
): Binding {
  const { catalog } = scope
  const released = model.released ?? START
  const said = spanOf(source.date, scope.asOf)
  // A model wrote nothing before its release: such a date is an error, and the day is not known.
  const early = said !== undefined && said.hi < released
  const span = early || !said ? undefined : { lo: said.lo < released ? released : said.lo, hi: said.hi }
  const wide = { lo: released, hi: scope.asOf }
  const at_ = (door: string): Context => ({
    at,
    source,
    facts: factsOf(source, 'outputs', door, model.traits),
    span: span ?? wide,
    wide,
    dated: span !== undefined,
  })
  const door = (name: string): Candidate => {
    const listed = model.doors[name] ?? []
    const refs = listed === 'issuer' ? (catalog.issuers.get(model.issuer ?? '')?.channels[name] ?? []) : listed
    const context = at_(name)
    const layers = refs.map((ref) => bindRef(ref, context, catalog))
    if (layers.length === 0)
      layers.push({
        op: 'unknown',
        code: 'not-read',
        at,
        says: `no terms are known for \`${model.id}\` through \`${name}\``,
        fix: 'add its terms to a catalog of your own',
      })
    return { label: name, of: all(layers) }
  }
  const every = Object.keys(model.doors)
  const channel = source.channel?.toLowerCase()
  const known = channel !== undefined && every.includes(channel)
  const names = known
    ? [channel, ...(implied !== undefined && implied !== channel && every.includes(implied) ? [implied] : [])]
    : channel !== undefined && servesWeights(model, channel)
      ? [WEIGHTS]
      : every
  const layers: Binding[] = []
  if (names.length === 0)
    layers.push({
      op: 'unknown',
      code: 'not-read',
      at,
      says: `no terms are known for \`${model.id}\``,
      fix: 'add its terms to a catalog of your own',
    })
  else layers.push({ op: 'candidates', of: names.map(door), fact: 'channel', at })
  if (channel !== undefined && !known) {
    const hosted = catalog.hosts.get(channel)
    if (hosted) layers.push(...hosted.map((ref) => bindRef(ref, at_(channel), catalog)))
    else
      layers.push({
        op: 'note',
        code: 'unnamed-host',
        at,
        says: `the terms of \`${channel}\`, through which \`${model.id}\` came, are not known`,
      })
  }
  if (early)
    layers.push({
      op: 'note',
      code: 'early-date',
      at,
      says: `the date is before the release of \`${model.id}\` on ${model.released}, and counts as unknown`,
    })
  // A host in the name is a layer of its own, whatever door is declared.
  if (host !== undefined && host !== channel) {
    const hosted = catalog.hosts.get(host)
    if (hosted) layers.push(...hosted.map((ref) => bindRef(ref, at_(host), catalog)))
    else layers.push({ op: 'note', code: 'unnamed-host', at, says: `the terms of host \`${host}\` are not known` })
  }
  return all(layers)
}

/** An upstream has its own date and channel, never the record's. */
function bindUpstream(lineage: Lineage, model: Model, at: string, scope: Scope, steps: number): Binding {
  const of = () => all(upstreamLayers(lineage, model, `${at}/lineage`, scope, steps))
  return { op: 'upstream', lineage, model: model.id, steps, of, at }
}

function upstreamLayers(lineage: Lineage, model: Model, where: string, scope: Scope, steps: number): Binding[] {
  const source: Source = {
    role: 'output',
    channel: lineage.channel,
    date:
      lineage.from === undefined && lineage.until === undefined
        ? undefined
        : `${lineage.from ?? '..'}/${lineage.until ?? '..'}`,
  }
  if (lineage.terms === undefined) {
    if (lineage.to !== undefined) return [bindModel(lineage.to, source, where, scope, steps + 1)]
    return [
      {
        op: 'unknown',
        code: 'unknown-upstream',
        at: where,
        says: `\`${model.id}\` comes from a model that is not named`,
        fix: 'add the model to a catalog of your own with its lineage',
      },
    ]
  }
  const span = spanOf(source.date, scope.asOf)
  const upstream = lineage.to === undefined ? undefined : scope.catalog.names.resolve(lineage.to)
  const traits = upstream?.kind === 'model' ? upstream.model.traits : undefined
  const wide = { lo: START, hi: scope.asOf }
  const context: Context = {
    at: where,
    source,
    facts: factsOf(source, 'outputs', source.channel, traits),
    span: span ?? wide,
    wide,
    dated: span !== undefined,
  }
  const layers = [bindRef(lineage.terms, context, scope.catalog)]
  // The terms of the step are stated; what lies behind it is the upstream's own lineage.
  if (upstream?.kind === 'model' && steps < MAX_STEPS)
    for (const next of upstream.model.lineage) layers.push(bindUpstream(next, upstream.model, where, scope, steps + 1))
  return layers
}
