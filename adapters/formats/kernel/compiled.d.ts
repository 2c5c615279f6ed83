/** The kernel for JSONL as WebAssembly, in base64. */
declare const base64: string
export default base64
/** The one for Zstandard and Snappy. */
export declare const codecs: string
