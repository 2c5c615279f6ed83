/**
 * The door of the core: words, rulings and the flow of judged rows. No IO, clock, environment or format library;
 * it loads zod and the catalog that the build compiled.
 */
export { default as builtinCatalog } from '../schemas/builtin.js'
export { CATALOG_FILES, Catalog } from '../schemas/catalog.ts'
export { Config, Curation, Permission, Settings } from '../schemas/config.ts'
export { ConventionSpec, JoinSpec } from '../schemas/convention.ts'
export { jsonSchema, SCHEMAS, type SchemaName } from '../schemas/index.ts'
export {
  type FileSummary,
  HeldRow,
  type JoinedFile,
  LEGAL,
  LedgerEntry,
  LedgerHeader,
  type RowCounts,
  Summary,
} from '../schemas/ledger.ts'
export { Provenance, Source } from '../schemas/provenance.ts'
export type { Reviewed } from '../schemas/review.ts'
export {
  type Action,
  type Duty,
  Explanation,
  Obligation,
  Reason,
  type Remedy,
  RULINGS,
  Ruling,
  type RulingName,
} from '../schemas/ruling.ts'
export { DISTRIBUTIONS, KINDS, PURPOSES, Target } from '../schemas/target.ts'
export { TOPICS, type Topic } from '../schemas/terms.ts'
export type { ClausePart, PartChange } from './ask-clauses.ts'
export { type CompareRow, compareIssuers, type Ruled } from './ask-compare.ts'
export { diffTerms, type TermsDiff } from './ask-diff.ts'
export { type Entry, findEntries, type Stretch } from './ask-entry.ts'
export type { Shift } from './ask-grid.ts'
export { type LintFinding, lintCatalog } from './ask-lint.ts'
export { LISTS, type ListName, type ListRow, listCatalog } from './ask-list.ts'
export { closeNames } from './ask-names.ts'
export { compareTopic, type TopicRow } from './ask-topic.ts'
export { checkWords, effectWords, whenWords } from './ask-words.ts'
export { Case, GRADES, type Grade, grade } from './cases.ts'
export { type CatalogIndex, indexCatalog, type PlaceOf } from './catalog.ts'
export { ageWords, type CatalogAge, catalogAge, compareLooks, isOlder } from './catalog-age.ts'
export { datedSources, GRID_TARGETS, gridSources } from './catalog-grid.ts'
export { groupShifts, type ShiftGroup } from './catalog-shift.ts'
export {
  compareCatalogs,
  compareLedgers,
  compareRulings,
  type EntryChanges,
  type EntryKind,
  type LedgerImpact,
  type PastLedger,
  type RulingChange,
} from './catalog-update.ts'
export { compareTerms, type FieldChange, type TermsChange, type TextChange, type WordsDiff } from './catalog-words.ts'
export { type CompiledConvention, compileConvention, detectConvention, type Joins, NATIVE } from './convention.ts'
export { createJoin } from './convention-join.ts'
export { parseJson } from './convention-json.ts'
export { NATIVE_FIELD } from './convention-native.ts'
export { digestOf } from './digest.ts'
export { ERROR_CODES, type ErrorCode, ProvgateError, READ_CODES, type ReadCode } from './errors.ts'
export { hostOf } from './identify-place.ts'
export { createImpact, type Impact, type ImpactChange, type ImpactReport, SIDES, type Side } from './impact.ts'
export { ImpactEntry } from './impact-entry.ts'
export { type Judge, prepare, type Run } from './judge.ts'
export { type Counted, createLedger, type Ledger, type Page } from './ledger.ts'
export { mergeCatalogs } from './merge.ts'
export { noticeOf } from './notice.ts'
export { createPlan, originOf } from './plan.ts'
export * from './ports.ts'
export { remediesOf } from './remedy.ts'
export { reviewOf, reviewWords } from './review.ts'
export { route, type Sinks } from './route.ts'
export { stamp } from './stamp.ts'
export { createSummarizer, type Summarizer } from './summary.ts'
export { createTable } from './table.ts'
export { createTrie, follow, type Trie, type TrieNode } from './trie.ts'
export { STANDINGS, type Unresolved, unresolvedOf } from './unresolved.ts'
export { conclude, createUseClass, UNREAD_TERMS, USE_CLASSES, type Use, type UseClass } from './use-class.ts'
export { type Difference, declare, difference } from './what-if.ts'
