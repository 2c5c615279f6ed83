import type { Catalog } from './catalog.ts'

/** The catalog that provgate ships, compiled from `schemas/catalog` by the build. */
declare const catalog: Catalog
export default catalog
/** Its digest as `indexCatalog` makes one, 64 hex digits. */
export declare const digest: string
