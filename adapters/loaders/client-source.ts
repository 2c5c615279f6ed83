import { hostOf, type Source } from '../../src/index.ts'

/** What a response does not say itself. What is given wins over what is found. */
export interface ClientOptions {
  /** The client that was asked. The host that it talks to tells the channel; without it the channel stays unknown. */
  readonly client?: { readonly baseURL?: string | null } | undefined
  readonly channel?: string | undefined
  /** Whose contract it was. Default `own`. */
  readonly account?: Source['account']
  /** Default `output`. */
  readonly role?: Source['role']
  /**
   * When it was made, or `today` for what was made just now. Default: the day that the response has; one that has none
   * stays undated, since a saved response may be of any day.
   */
  readonly date?: string | undefined
}

/** Hosts at which models are reached, and the door that each is; a maker's own is `api`. */
const DOORS: readonly (readonly [host: RegExp, channel: string])[] = [
  [/(?:^|\.)openai\.azure\.com$|(?:^|\.)(?:cognitiveservices|services\.ai)\.azure\.com$/, 'azure'],
  [/^bedrock(?:-[a-z]+)*\.[a-z0-9-]+\.(?:amazonaws\.com|api\.aws)$/, 'bedrock'],
  [/(?:^|[.-])aiplatform\.googleapis\.com$/, 'vertex'],
  [/(?:^|\.)api\.openai\.com$/, 'api'],
  [
    /^(?:api\.anthropic\.com|generativelanguage\.googleapis\.com|api\.mistral\.ai|api\.deepseek\.com|api\.x\.ai|api\.cohere\.(?:com|ai)|api\.moonshot\.(?:ai|cn)|dashscope(?:-[a-z]+)?\.aliyuncs\.com)$/,
    'api',
  ],
  [/(?:^|\.)together\.(?:xyz|ai)$/, 'together'],
  [/(?:^|\.)fireworks\.ai$/, 'fireworks'],
  [/(?:^|\.)openrouter\.ai$/, 'openrouter'],
]

/** The door behind an address; a host that is not known is a channel of its own name. */
export function channelOf(baseURL: string | null | undefined): string | undefined {
  if (!baseURL) return undefined
  const host = hostOf(baseURL)
  return DOORS.find(([pattern]) => pattern.test(host))?.[1] ?? host
}

const WEB_SEARCH = 'web-search'

interface OpenAIResponse {
  readonly model: string
  /** Seconds since 1970: `created` of chat completions, `created_at` of the Responses API. */
  readonly created?: number
  readonly created_at?: number
  readonly output?: readonly { readonly type?: string }[]
  readonly choices?: readonly {
    readonly message?: { readonly annotations?: readonly { readonly type?: string }[] | null }
  }[]
}

/** The source of a response of the OpenAI client, or of one that speaks its language: chat completions and responses. */
export function fromOpenAI(response: OpenAIResponse, options: ClientOptions = {}): Source {
  const seconds = response.created_at ?? response.created
  const searched =
    response.output?.some(({ type }) => type === 'web_search_call') ??
    response.choices?.some(({ message }) => message?.annotations?.some(({ type }) => type === 'url_citation'))
  return sourceOf(response.model, seconds === undefined ? undefined : dayOf(seconds * 1000), options, {
    // The Responses API lists each call; of a chat completion only a citation tells that one was made.
    features: searched ? [WEB_SEARCH] : response.output ? [] : undefined,
  })
}

interface AnthropicMessage {
  readonly model: string
  readonly content?: readonly { readonly type?: string; readonly name?: string }[]
}

/** The source of a message of the Anthropic client, also through Bedrock or Vertex. It has no time of its own: say the `date`. */
export function fromAnthropic({ model, content }: AnthropicMessage, options: ClientOptions = {}): Source {
  const searched = content?.some(({ type, name }) => type === 'server_tool_use' && name === 'web_search')
  return sourceOf(model, undefined, options, { features: content && (searched ? [WEB_SEARCH] : []) })
}

interface AISDKResult {
  readonly response: { readonly modelId: string; readonly timestamp?: Date }
  readonly sources?: readonly unknown[]
}

/** Providers of the AI SDK by the first word of their name, where that is not a host's name already. */
const PROVIDERS: Readonly<Record<string, string>> = {
  openai: 'api',
  anthropic: 'api',
  'google.generative-ai': 'api',
  mistral: 'api',
  deepseek: 'api',
  xai: 'api',
  cohere: 'api',
  moonshotai: 'api',
  alibaba: 'api',
  azure: 'azure',
  'azure-openai': 'azure',
  'amazon-bedrock': 'bedrock',
  bedrock: 'bedrock',
  vertex: 'vertex',
  'google.vertex': 'vertex',
  togetherai: 'together',
}

/**
 * The source of a result of the AI SDK (`generateText`, `generateObject`, or an awaited stream's).
 * @param options.model the model that was asked; its `provider` tells the channel. A provider that was pointed at another
 *   host (`baseURL`) still has its maker's name: give the `channel` then
 */
export function fromAISDK(
  { response, sources }: AISDKResult,
  { model, ...options }: ClientOptions & { readonly model?: { readonly provider: string } | undefined } = {},
): Source {
  const provider = model?.provider.toLowerCase()
  const words = provider?.split('.') ?? []
  const channel =
    PROVIDERS[words.slice(0, 2).join('.')] ?? PROVIDERS[words[0] ?? ''] ?? (words[0] === '' ? undefined : words[0])
  const day = response.timestamp && dayOf(response.timestamp.getTime())
  return sourceOf(
    response.modelId,
    day,
    { ...options, channel: options.channel ?? channel },
    {
      features: sources && sources.length > 0 ? [WEB_SEARCH] : undefined,
    },
  )
}

function sourceOf(
  model: string,
  day: string | undefined,
  { client, channel = channelOf(client?.baseURL), account = 'own', role = 'output', date }: ClientOptions,
  { features }: Pick<Source, 'features'>,
): Source {
  const made = date === 'today' ? dayOf(Date.now()) : (date ?? day)
  return {
    role,
    model,
    ...(channel !== undefined && { channel }),
    account,
    ...(made !== undefined && { date: made }),
    ...(features && { features }),
  }
}

const dayOf = (milliseconds: number): string => new Date(milliseconds).toISOString().slice(0, 10)
