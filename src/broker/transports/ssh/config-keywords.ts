import type { ConfigValues } from './ssh-config.ts';

/** Read by `resolveSettings`, or by the parser itself. */
const honoured = [
  'addressfamily batchmode bindaddress ciphers connectionattempts connecttimeout forwardagent globalknownhostsfile',
  'hashknownhosts hostkeyalgorithms hostkeyalias hostname identitiesonly identityagent identityfile ignoreunknown',
  'kbdinteractiveauthentication challengeresponseauthentication kexalgorithms loglevel macs passwordauthentication',
  'port preferredauthentications proxycommand proxyjump pubkeyauthentication revokedhostkeys sendenv setenv',
  'serveralivecountmax serveraliveinterval stricthostkeychecking user userknownhostsfile',
];

/**
 * Accepted in silence, as leaving them out changes nothing that a play can see: one connection serves the whole run
 * (Control*), the agent compresses what is worth it (Compression), and there is no terminal session.
 */
const meaningless = [
  'addkeystoagent canonicaldomains canonicalizefallbacklocal canonicalizemaxdots canonicalizepermittedcnames',
  'casignaturealgorithms checkhostip clearallforwardings compression compressionlevel controlmaster controlpath',
  'controlpersist enableescapecommandline enablesshkeysign escapechar exitonforwardfailure fingerprinthash',
  'forkafterauthentication forwardx11 forwardx11timeout forwardx11trusted gatewayports gssapiauthentication',
  'gssapiclientidentity gssapidelegatecredentials gssapikexalgorithms gssapikeyexchange gssapirenewalforcesrekey',
  'gssapiserveridentity gssapitrustdns hostbasedacceptedalgorithms ipqos kbdinteractivedevices logverbose',
  'numberofpasswordprompts obscurekeystroketiming permitremoteopen protocol requesttty sessiontype stdinnull',
  'streamlocalbindmask streamlocalbindunlink syslogfacility tag tcpkeepalive tunneldevice updatehostkeys',
  'useprivilegedport visualhostkey xauthlocation rhostsrsaauthentication rsaauthentication dsaauthentication',
];

/** ssh does something about these that this transport does not, unless their value switches them off. */
const unhonoured = [
  'bindinterface canonicalizehostname certificatefile channeltimeout dynamicforward hostbasedauthentication',
  'knownhostscommand localcommand localforward nohostauthenticationforlocalhost permitlocalcommand pkcs11provider',
  'proxyusefdpass pubkeyacceptedalgorithms pubkeyacceptedkeytypes rekeylimit remotecommand remoteforward',
  'requiredrsasize securitykeyprovider tunnel verifyhostkeydns',
];

const split = (lines: readonly string[]): Set<string> => new Set(lines.flatMap((line) => line.split(' ')));
const unhonouredKeywords = split(unhonoured);
const knownKeywords = new Set([...split(honoured), ...split(meaningless), ...unhonouredKeywords]);

export function isKnownKeyword(keyword: string): boolean {
  return knownKeywords.has(keyword);
}

/** What a user set and will not get, as `Keyword value (file:line)`. */
export function listUnhonoured(values: ConfigValues): string[] {
  const found: string[] = [];
  for (const directive of values) {
    if (!unhonouredKeywords.has(directive.keyword)) continue;
    if (/^(no|none|false|default)\b/i.test(directive.rest)) continue;
    const place = directive.line === 0 ? directive.file : `${directive.file}:${directive.line}`;
    found.push(`${directive.keyword} ${directive.rest} (${place})`);
  }
  return found;
}
