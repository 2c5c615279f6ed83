declare module 'spdx-expression-parse' {
  /** Throws on text that is no SPDX expression. */
  export default function parse(text: string): unknown
}
