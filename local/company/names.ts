/** Where people of the made-up company are. */
export interface Place {
  readonly city: string;
  readonly state: string | null;
  readonly country: string;
  readonly postalCode: string | null;
  readonly lat: number;
  readonly lon: number;
  /** Begins every address there. */
  readonly network: string;
  readonly asNumber: number;
  readonly isp: string;
}

export interface UserAgent {
  readonly rawUserAgent: string;
  readonly os: string;
  readonly browser: string;
  readonly device: string;
}

type PlaceRow = readonly [
  city: string,
  state: string | null,
  country: string,
  postalCode: string | null,
  coordinates: readonly [lat: number, lon: number],
  network: string,
  asNumber: number,
  isp: string,
];

/** Addresses of RFC 5737 and RFC 3849, AS numbers of RFC 5398: none of them belongs to anybody. */
const PLACE_ROWS: readonly PlaceRow[] = [
  ['Lisbon', 'Lisbon', 'Portugal', '1100-148', [38.7139, -9.1394], '192.0.2.', 64_496, 'example telecom'],
  ['Kraków', 'Lesser Poland', 'Poland', '31-042', [50.0614, 19.9366], '192.0.2.', 64_497, 'example łącza'],
  ['Nairobi', null, 'Kenya', '00100', [-1.2833, 36.8167], '198.51.100.', 64_498, 'example networks'],
  ['Osaka', 'Osaka', 'Japan', '530-0001', [34.6937, 135.5022], '198.51.100.', 64_499, 'example 通信'],
  ['Haifa', null, 'Israel', null, [32.8184, 34.9885], '203.0.113.', 64_500, 'example cables'],
  ['Porto Alegre', 'Rio Grande do Sul', 'Brazil', '90010', [-30.0331, -51.23], '203.0.113.', 64_501, 'example fibra'],
  ['Winnipeg', 'Manitoba', 'Canada', 'R3C', [49.8844, -97.147], '2001:db8:51::', 65_551, 'example prairie'],
];

export const PLACES: readonly Place[] = PLACE_ROWS.map(
  ([city, state, country, postalCode, [lat, lon], network, asNumber, isp]) => ({
    city,
    state,
    country,
    postalCode,
    lat,
    lon,
    network,
    asNumber,
    isp,
  }),
);

export const USER_AGENTS: readonly UserAgent[] = [
  {
    rawUserAgent:
      'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36',
    os: 'Mac OS 15.6.0 (Sequoia)',
    browser: 'CHROME',
    device: 'Computer',
  },
  {
    rawUserAgent: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:143.0) Gecko/20100101 Firefox/143.0',
    os: 'Windows 10',
    browser: 'FIREFOX',
    device: 'Computer',
  },
  {
    rawUserAgent:
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1',
    os: 'iOS (iPhone)',
    browser: 'SAFARI',
    device: 'Mobile',
  },
];

export const SCRIPT_AGENT: UserAgent = {
  rawUserAgent: 'example-inventory/4.2 (+https://tools.example.com)',
  os: 'Unknown',
  browser: 'UNKNOWN',
  device: 'Unknown',
};

/** Login and display name. Scripts in both directions, letters outside the BMP, an emoji of several code points. */
export const PEOPLE: readonly (readonly [login: string, name: string])[] = [
  ['amara.lindqvist', 'Amara Lindqvist'],
  ['bao.tran', 'Trần Quốc Bảo'],
  ['chiara.bellandi', 'Chiara Bellandi'],
  ['dorota.zak', 'Dorota Żak'],
  ['efua.mensah', 'Efua Mensah'],
  ['farid.haddad', 'فريد حداد'],
  ['giulia.oconnor', "Giulia O'Connor-Ricci"],
  ['hana.mori', '森 はな'],
  ['ines.duarte', 'Inês Duarte'],
  ['jun.park', '박준'],
  ['kofi.adjei', 'Kofi “KA” Adjei'],
  ['liora.regev', 'ליאורה רגב'],
  ['mei.zhou', '周梅'],
  ['noor.iqbal', 'نور اقبال'],
  ['oskar.blomberg', 'Oskar Blomberg 🚲'],
  ['petra.yoshino', '𠮷野 Petra'],
  ['quentin.ruiz', 'Quentin Ruiz 👩🏽‍💻'],
  ['rosalind.achterberg', 'Rosalind van den Achterberg-Oyelaran'],
  ['sofia.pappas', 'Σοφία Παππά'],
  ['tomasz.wrobel', 'Tomasz Wróbel'],
];

export const ADMIN_COUNT = 3;

export const APPS: readonly (readonly [name: string, signOnMode: string])[] = [
  ['Payroll', 'SAML_2_0'],
  ['Source Code', 'OPENID_CONNECT'],
  ['Company Wiki', 'SAML_2_0'],
  ['Customer Desk', 'OPENID_CONNECT'],
  ['Data Warehouse', 'SAML_2_0'],
  ['Travel & Expenses', 'SAML_2_0'],
  ['顧客管理', 'OPENID_CONNECT'],
  ['Badge Printer', 'SECURE_PASSWORD_STORE'],
];

export const SERVICES: readonly string[] = ['Inventory Sync', 'Security Analytics', 'Nightly Reports'];

export const GROUPS: readonly string[] = [
  'Everyone',
  'Engineering',
  'Finance',
  'Support 日本',
  'Contractors',
  'On Call 🔔',
];

export const POLICIES: readonly string[] = [
  'Global session policy',
  'Any two factors',
  'Contractor access',
  'Password policy',
];

export const RULES: readonly string[] = ['Catch-all Rule', 'Outside the office', 'Managed devices', 'Break glass'];

export const ROLES: readonly string[] = ['Super administrator', 'Group administrator', 'Read-only administrator'];

/** What strangers type where a login belongs; whatever shows these must show them as text. */
export const HOSTILE_LOGINS: readonly string[] = [
  "admin' OR '1'='1",
  '<img src=x onerror=alert(1)>@example.com',
  'root\r\n{"eventType":"user.session.end"}',
  '${env:SECRET}@example.com',
  'admin\u0000@example.com',
  'ceo\u2028@example.com',
];
