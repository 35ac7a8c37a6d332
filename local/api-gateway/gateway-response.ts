import { STATUS_CODES } from 'node:http';
import { resolveText, type Scope } from '../intrinsics.ts';
import type { TemplateResource } from '../template.ts';
import { oneOf, refuseUnplayed } from '../unplayed.ts';
import { type Refusal, RESPONSE_TYPES, type ResponseType } from './refusal.ts';

/** How the API words refusals of one type. */
export interface GatewayResponse {
  readonly type: ResponseType;
  /** Absent, the refusal's own. */
  readonly status: number | undefined;
  readonly headers: readonly { readonly name: string; readonly value: HeaderValue }[];
  readonly template: string;
}

type HeaderValue = (request: RefusedRequest) => string | undefined;

/** What a gateway response may tell of the request. */
export interface RefusedRequest {
  readonly requestId: string;
  readonly requestTimeEpoch: number;
  header(name: string): string | undefined;
}

export interface RenderedResponse {
  readonly status: number;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string;
}

const JSON_TYPE = 'application/json';
/** API Gateway's own. */
const DEFAULT_TEMPLATE = '{"message":$context.error.messageString}';
const CONTEXT = ['requestId', 'requestTimeEpoch'] as const;
const VARIABLE = /\$(?:context\.([\w.]*\w)|\w[\w.]*|[{!])/g;

/** Of AWS::ApiGateway::GatewayResponse; fails by name on what is not rendered here. */
export function readGatewayResponse({ logicalId, properties }: TemplateResource, scope: Scope): GatewayResponse {
  const where = `gateway response ${logicalId}`;
  refuseUnplayed(where, properties, [
    'RestApiId',
    'ResponseType',
    'StatusCode',
    'ResponseParameters',
    'ResponseTemplates',
  ]);
  const { ResponseType, StatusCode, ResponseParameters = {}, ResponseTemplates = {} } = properties;
  const templates = ResponseTemplates as Readonly<Record<string, unknown>>;
  refuseUnplayed(where, templates, [JSON_TYPE]);
  const template = templates[JSON_TYPE] === undefined ? DEFAULT_TEMPLATE : resolveText(templates[JSON_TYPE], scope);
  refuseUnknownVariables(where, template);

  const status = StatusCode === undefined ? undefined : Number(StatusCode);
  if (status !== undefined && STATUS_CODES[status] === undefined) {
    throw new Error(`${where}: StatusCode is an HTTP status; got ${JSON.stringify(StatusCode)}`);
  }
  return {
    type: oneOf(where, 'ResponseType', ResponseType, RESPONSE_TYPES),
    status,
    headers: Object.entries(ResponseParameters as Readonly<Record<string, unknown>>).map(([name, value]) =>
      readHeader(where, name, resolveText(value, scope)),
    ),
    template,
  };
}

function readHeader(where: string, parameter: string, source: string): GatewayResponse['headers'][number] {
  const name = /^gatewayresponse\.header\.(.+)$/.exec(parameter)?.[1];
  if (name === undefined) throw new Error(`${where}: the embedded run does not play ${parameter}`);

  const fixed = /^'(.*)'$/.exec(source)?.[1];
  if (fixed !== undefined) return { name, value: () => fixed };
  const field = CONTEXT.find((each) => source === `context.${each}`);
  if (field) return { name, value: (request) => String(request[field]) };
  const header = /^method\.request\.header\.([\w-]+)$/.exec(source)?.[1];
  if (header !== undefined) return { name, value: (request) => request.header(header) };
  throw new Error(`${where}: the embedded run does not play ${parameter} from ${source}`);
}

function refuseUnknownVariables(where: string, template: string): void {
  const known = new Set([
    ...CONTEXT.map((field) => `$context.${field}`),
    '$context.error.message',
    '$context.error.messageString',
    '$context.error.responseType',
  ]);
  const unknown = [...template.matchAll(VARIABLE)].map(([variable]) => variable).filter((v) => !known.has(v));
  if (unknown.length > 0) throw new Error(`${where}: the embedded run does not render ${unknown.join(', ')}`);
}

/** In the words of the refusal's own type, or else of DEFAULT_4XX or DEFAULT_5XX, or else of API Gateway. */
export function renderRefusal(
  refusal: Refusal,
  responses: readonly GatewayResponse[],
  request: RefusedRequest,
): RenderedResponse {
  const ofType = (type: ResponseType) => responses.find((response) => response.type === type);
  const response = ofType(refusal.type) ?? ofType(refusal.status >= 500 ? 'DEFAULT_5XX' : 'DEFAULT_4XX');

  const own = [
    ['Content-Type', JSON_TYPE],
    ['x-amzn-ErrorType', refusal.errorType],
  ] as const;
  const declared = (response?.headers ?? []).flatMap(({ name, value }) => {
    const text = value(request);
    return text === undefined ? [] : [[name, text] as const];
  });
  const isDeclared = (name: string) => declared.some(([each]) => each.toLowerCase() === name.toLowerCase());
  return {
    status: response?.status ?? refusal.status,
    headers: [...own.filter(([name]) => !isDeclared(name)), ...declared],
    body: (response?.template ?? DEFAULT_TEMPLATE).replace(VARIABLE, (_variable, name: string) => {
      if (name === 'requestId' || name === 'requestTimeEpoch') return String(request[name]);
      if (name === 'error.messageString') return JSON.stringify(refusal.reason);
      if (name === 'error.responseType') return refusal.type;
      return refusal.reason ?? '';
    }),
  };
}
