/** The door for provenance made at the source. */
export { type Source, stamp } from '../../src/index.ts'
export { type ClientOptions, channelOf, fromAISDK, fromAnthropic, fromOpenAI } from './client-source.ts'
