/** The kernel for JSONL as WebAssembly, in base64. */
declare const base64: string
export default base64
/** The one for Zstandard, Snappy and LZ4. */
export declare const codecs: string
