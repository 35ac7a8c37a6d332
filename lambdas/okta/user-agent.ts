/** The version in package.json; a test keeps the two equal, because a bundle carries no package.json. */
export const VERSION = '0.1.0';

/** Okta: "always send a descriptive User-Agent"; it shows in the org's own System Log. */
export const USER_AGENT = `okta-log-streaming/${VERSION} (+node ${process.versions.node})`;
