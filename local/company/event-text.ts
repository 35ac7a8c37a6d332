import { wordingOf } from './event-types.ts';
import type { Happening, Visit } from './happening.ts';
import type { Random } from './random.ts';

/** The JSON text of a log event, with Okta's members in Okta's order and null wherever Okta writes null. */
export function writeEvent(happening: Happening, { random, uuid, published }: Writing): string {
  const { visit, authentication = {}, isProxied = false } = happening;
  const outcome = happening.outcome ?? { result: 'SUCCESS', reason: null };
  const { displayMessage, legacyEventType } = wordingOf(happening.eventType, outcome.result);
  const transactionId = visit?.transactionId ?? 'unknown';
  const text = JSON.stringify({
    actor: happening.actor,
    client: clientOf(visit),
    device: visit?.device ?? null,
    authenticationContext: { ...NO_AUTHENTICATION, ...authentication, ...sessionOf(visit) },
    displayMessage,
    eventType: happening.eventType,
    outcome,
    published: published.toISOString(),
    securityContext: securityContextOf(visit, isProxied),
    severity: happening.severity ?? 'INFO',
    debugContext: { debugData: { requestId: transactionId, traceId: random.uuid(), ...happening.debugData } },
    legacyEventType,
    transaction: { type: visit ? 'WEB' : 'JOB', id: transactionId, detail: {} },
    uuid,
    version: '0',
    request: { ipChain: visit ? ipChainOf(visit, isProxied) : [] },
    target: happening.target ?? null,
  });
  return inAnotherHand(text, random);
}

export interface Writing {
  readonly random: Random;
  readonly uuid: string;
  readonly published: Date;
}

const RARELY = 0.02;

/**
 * Now and then the same in other words, as a server may write it at any time: letters beyond ASCII escaped, or
 * an unknown member with a number of more digits than a double holds. Only a copy of the text preserves both.
 */
function inAnotherHand(text: string, random: Random): string {
  if (random.chance(RARELY)) {
    return text.replaceAll(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
  }
  if (random.chance(RARELY)) return `${text.slice(0, -1)},"riskScore":0.${random.text(22, '0123456789')}7}`;
  return text;
}

const NO_AUTHENTICATION = {
  authenticationProvider: null,
  credentialProvider: null,
  credentialType: null,
  issuer: null,
  interface: null,
  authenticationStep: 0,
};

const sessionOf = (visit: Visit | undefined) => ({
  rootSessionId: visit?.sessionId ?? null,
  externalSessionId: visit?.sessionId ?? 'unknown',
});

function clientOf(visit: Visit | undefined) {
  if (!visit)
    return { userAgent: null, zone: null, device: null, id: null, ipAddress: null, geographicalContext: null };
  const { device, ...userAgent } = visit.agent;
  // The word, not the value: Okta writes "null" for a client outside every named zone.
  return { userAgent, zone: 'null', device, id: null, ipAddress: visit.ip, geographicalContext: geographyOf(visit) };
}

const geographyOf = ({ place: { city, state, country, postalCode, lat, lon } }: Visit) => ({
  city,
  state,
  country,
  postalCode,
  geolocation: { lat, lon },
});

const securityContextOf = (visit: Visit | undefined, isProxy: boolean) => ({
  asNumber: visit?.place.asNumber ?? null,
  asOrg: visit?.place.isp ?? null,
  isp: visit?.place.isp ?? null,
  domain: visit ? 'example.net' : null,
  isProxy: visit ? isProxy : null,
});

function ipChainOf(visit: Visit, isProxied: boolean) {
  const geographicalContext = geographyOf(visit);
  const client = { ip: visit.ip, geographicalContext, version: visit.ip.includes(':') ? 'V6' : 'V4', source: null };
  const proxy = { ip: '198.51.100.7', geographicalContext: null, version: 'V4', source: 'proxy' };
  return isProxied ? [client, proxy] : [client];
}
