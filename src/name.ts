import type { Model } from '../schemas/terms.ts'
import { nothingNamed } from './name-nothing.ts'
import { pointed, readBedrock, readPath } from './name-path.ts'

/** A model's name in parts, folded so that spellings of the same name are equal. */
export interface FoldedName {
  readonly tokens: readonly string[]
  /** The account that publishes it, when the name has one. */
  readonly org: string | undefined
  /** Who serves it: behind `@`, or in the folders before the account. */
  readonly host: string | undefined
}

type Resolution =
  | { readonly kind: 'unknown'; readonly why: string }
  /** `unlisted`: an open family with words or an account that the catalog does not list. `implies`: the door in the name. */
  | {
      readonly kind: 'model'
      readonly model: Model
      readonly unlisted: string | undefined
      readonly implies: string | undefined
      readonly host: string | undefined
    }

/** Word classes that tails may use; each takes from one to three tokens. */
const CLASSES: ReadonlyMap<string, RegExp> = new Map(
  Object.entries({
    '@date': /^(?:20\d{6}|20\d\d-\d\d-\d\d|20\d\d-\d\d|20\d\d|[0-3]\d[0-3]\d|2[0-9](?:0[1-9]|1[0-2])|\d{6})$/,
    '@size': /^(?:a?\d+(?:\.\d+)?[bmt]|\d+x\d+(?:\.\d+)?b|\d+e|e\d+b)$/,
    '@version': /^(?:v\d+(?:\.\d+)*|\d+(?:\.\d+)+)$/,
    '@format':
      /^(?:i1-gguf|gguf|ggml|awq|gptq|exl2|mlx|onnx|safetensors|bnb|nf4|hf|fp16|fp8|fp8-dynamic|fp4|nvfp4|mxfp4|bf16|f16|int4|int8|hqq|aqlm|\d-?bit|\d(?:\.\d+)?bpw|i?q\d(?:-(?:\d|k|k-x?[sml]|xxs|xs|s|m|nl))?|w\d+a\d+)$/,
    '@tune': /^(?:instruct|chat|it|base|inst|instruction|pt)$/,
    '@context': /^\d+[km]$/,
    '@n': /^\d{1,3}$/,
  }),
)

/**
 * Folds a name: lower case, `_` and spaces as `-`, `org--name` as `org/name`, `:tag` and `@date` as words. Addresses of
 * hubs, a cloud's regions and revisions, and tags that say nothing of the model are left out.
 * @returns undefined for a name with padding, control, zero-width or any other non-ASCII character: nothing looks like it
 */
export function foldName(text: string): FoldedName | undefined {
  if (!/^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/.test(text.normalize('NFC'))) return undefined
  let name = text
    .normalize('NFC')
    .toLowerCase()
    .replace(HUB, '')
    .replace(/:latest$/, '')
  let host: string | undefined
  if (ROUTED.test(name)) {
    name = name.replace(ROUTED, '')
    host = 'openrouter'
  }
  const at = name.indexOf('@')
  if (at > 0) {
    const behind = name.slice(at + 1)
    name = name.slice(0, at)
    if (/^\d{6,8}$/.test(behind)) name += `-${behind}`
    else host = behind
  }
  if (!name.includes('/')) name = name.replace('--', '/')
  const parts = name.split('/')
  const last = parts.pop() ?? ''
  const path = readPath(parts)
  const dotted = readBedrock(last)
  const cloud = path.org === undefined || path.org === dotted?.org ? dotted : undefined
  const said = cloud?.name ?? (path.host === 'fireworks' ? pointed(last) : last)
  const tokens = said
    .replace(/[\s_:]+/g, '-')
    .split('-')
    .filter((token) => token !== '')
  if (tokens.length === 0) return undefined
  return { tokens, org: path.org ?? cloud?.org, host: cloud ? 'bedrock' : (path.host ?? host) }
}

/** Addresses under which hubs have `org/name`. */
const HUB = /^(?:https?:\/\/)?(?:huggingface\.co|hf\.co)\/(?=[^/]+\/[^/]+$)/
/** Tags of OpenRouter for how it picks a host. */
const ROUTED = /:(?:free|nitro|floor|extended|exacto)$/
/** Whether a text has neither padding nor characters that can't be seen, so that nothing else looks like it. */
export const isPlain = (text: string): boolean => !/^\s|\s$|[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(text)

interface Family {
  readonly name: string
  readonly model: Model
  readonly implies: string | undefined
}
interface Entry extends Family {
  readonly tokens: readonly string[]
}

export interface NameIndex {
  /** Resolves one name; a name with `+` is to be split first. */
  resolve(text: string): Resolution
}

/** Indexes the families of all models. `orgsOf` gives the accounts of an issuer that need not be repeated. */
export function indexNames(models: readonly Model[], orgsOf: (issuer: string) => readonly string[]): NameIndex {
  const byFirst = new Map<string, Family[]>()
  const add = (name: string, model: Model, implies?: string) => {
    const dash = name.indexOf('-')
    const first = dash < 0 ? name : name.slice(0, dash)
    const list = byFirst.get(first)
    if (list) list.push({ name, model, implies })
    else byFirst.set(first, [{ name, model, implies }])
  }
  for (const model of models) {
    for (const family of model.family) add(family, model)
    for (const [door, families] of Object.entries(model.named_by))
      for (const family of families) add(family, model, door)
  }
  // Most families are never asked for: only those that are get in order.
  const sorted = new Map<string, readonly Entry[]>()
  const startingWith = (first: string): readonly Entry[] => {
    let entries = sorted.get(first)
    if (entries) return entries
    entries = (byFirst.get(first) ?? [])
      .map((family) => ({ ...family, tokens: family.name.split('-') }))
      .sort((a, b) => b.tokens.length - a.tokens.length || (a.model.id < b.model.id ? -1 : 1))
    if (entries.length > 0) sorted.set(first, entries)
    return entries
  }

  const lookUp = (text: string): Resolution => {
    const name = foldName(text)
    if (!name) return { kind: 'unknown', why: 'it has characters that no model name has' }
    const fits = startingWith(name.tokens[0] ?? '').filter((entry) =>
      entry.tokens.every((token, i) => token === name.tokens[i]),
    )
    // Of families that fit, one that also knows the words behind wins; else the longest says what the name claims to be.
    const entry = fits.find((fit) => tailFits(name.tokens, fit.tokens.length, fit.model.tails)) ?? fits[0]
    if (!entry)
      return { kind: 'unknown', why: nothingNamed(name.tokens.join('-')) ?? 'no model of the catalog has this name' }
    const { model } = entry
    // A host through which the model comes is a door of it, with the terms that stand there.
    const routed = name.host !== undefined && Object.hasOwn(model.doors, name.host)
    const implies = entry.implies ?? (routed ? name.host : undefined)
    const rest = name.tokens.slice(entry.tokens.length)
    const orgs = [...model.orgs, ...orgsOf(model.issuer ?? '')]
    const unlisted = !tailFits(name.tokens, entry.tokens.length, model.tails)
      ? `\`${rest.join('-')}\` is no variant of \`${entry.tokens.join('-')}\` that the catalog lists`
      : name.org !== undefined && !orgs.includes(name.org)
        ? `\`${name.org}\` does not publish \`${entry.tokens.join('-')}\``
        : undefined
    if (unlisted && !model.open) return { kind: 'unknown', why: unlisted }
    return { kind: 'model', model, unlisted, implies, host: routed ? undefined : name.host }
  }
  const memory = new Map<string, Resolution>()
  return {
    resolve(text) {
      const known = memory.get(text)
      if (known) return known
      const found = lookUp(text)
      if (memory.size >= MEMORY) memory.clear()
      memory.set(text, found)
      return found
    },
  }
}

/** More names than any files have; the memory starts anew beyond it. */
const MEMORY = 10_000

/** Whether every token from `at` on is a listed tail, a tail of several words, or of a listed class. */
function tailFits(tokens: readonly string[], at: number, tails: readonly string[]): boolean {
  // Places that listed words lead to. Each is asked once: names may be long, and their words can be cut in many ways.
  const reached = new Set([at])
  for (const place of reached) {
    if (place >= tokens.length) return true
    for (const tail of tails) {
      const pattern = CLASSES.get(tail)
      if (pattern) {
        for (let take = 1; take <= 3 && place + take <= tokens.length; take++)
          if (pattern.test(tokens.slice(place, place + take).join('-'))) reached.add(place + take)
      } else {
        const words = tail.split('-')
        if (words.every((word, i) => tokens[place + i] === word)) reached.add(place + words.length)
      }
    }
  }
  return false
}
