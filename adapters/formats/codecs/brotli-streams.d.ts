declare module 'hyparquet-compressors/src/brotli.streams.js' {
  export class BrotliOutput {
    write(bytes: Uint8Array, count: number): number
  }
}
