import { readFileSync } from 'node:fs'
import { AuditFile } from '../scripts/audit.ts'
import { builtinCatalog, indexCatalog, prepare, Settings, Target } from '../src/index.ts'

export const index = indexCatalog(builtinCatalog)

/** The audit among the real files, of which the registry has a half. */
export const audit = AuditFile.parse(
  JSON.parse(readFileSync(new URL('../../shared/samples/dpi-datasets.json', import.meta.url), 'utf8')),
)

/** Models of OpenAI that a service contract binds; GPT-2 is under MIT and no such model. */
export const GPT = /gpt-?[345]|chatgpt|codex|playground|davinci/i

const settings = { ...Settings.parse({}), as_of: '2026-11-25' }
const judges = {
  openChat: { kind: 'chat', purpose: 'train', distribution: 'open-weights', commercial: true },
  freeClassifier: { kind: 'classification', purpose: 'train', distribution: 'internal', commercial: false },
} as const
export type Aim = keyof typeof judges
const prepared = new Map<string, ReturnType<typeof prepare>>()

/** What records with this provenance are ruled, by the catalog that ships or another. */
export function rulingOf(source: object, aim: Aim, catalog = index) {
  const key = `${aim} ${catalog.digest}`
  const judge = prepared.get(key) ?? prepare(catalog, { target: Target.parse(judges[aim]), settings })
  prepared.set(key, judge)
  return judge.explain(judge.origin(source)).ruling
}
