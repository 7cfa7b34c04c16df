import { connectionError } from './errors.ts';
import type { ConfigValues, Directive } from './ssh-config.ts';

/** Read by `resolveSettings`, or by the parser itself. */
const honoured = [
  'addressfamily batchmode bindaddress ciphers connectionattempts connecttimeout forwardagent globalknownhostsfile',
  'hashknownhosts hostkeyalgorithms hostkeyalias hostname identitiesonly identityagent identityfile ignoreunknown',
  'kbdinteractiveauthentication challengeresponseauthentication kexalgorithms loglevel macs passwordauthentication',
  'port preferredauthentications proxycommand proxyjump pubkeyauthentication revokedhostkeys sendenv setenv',
  'serveralivecountmax serveraliveinterval stricthostkeychecking tag tcpkeepalive user userknownhostsfile',
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
  'numberofpasswordprompts obscurekeystroketiming permitremoteopen protocol requesttty stdinnull',
  'streamlocalbindmask streamlocalbindunlink syslogfacility tunneldevice updatehostkeys',
  'useprivilegedport visualhostkey xauthlocation rhostsrsaauthentication rsaauthentication dsaauthentication',
];

/**
 * Keywords that ssh honours and this transport does not, unless their value switches them off. Ignoring one
 * may fail a login or make it ask for more; it never leads to another machine.
 */
const unhonoured = [
  'certificatefile channeltimeout dynamicforward hostbasedauthentication',
  'knownhostscommand localcommand localforward nohostauthenticationforlocalhost permitlocalcommand pkcs11provider',
  'pubkeyacceptedalgorithms pubkeyacceptedkeytypes rekeylimit remoteforward',
  'requiredrsasize securitykeyprovider tunnel verifyhostkeydns',
];

/**
 * Keywords that decide which machine is reached, or what runs there. Ignoring one could run tasks in the
 * wrong place, so they are refused.
 */
const diverting: ReadonlyMap<string, string> = new Map([
  ['bindinterface', 'BindAddress with an address of that interface is honoured'],
  ['canonicalizehostname', 'write the whole name into ansible_host or HostName'],
  ['proxyusefdpass', 'a ProxyCommand that passes the data on itself is honoured (nc without -F)'],
  ['remotecommand', 'ssh refuses it together with a command of its own'],
  ['sessiontype', 'tasks are commands: leave it at its default'],
]);

const split = (lines: readonly string[]): Set<string> => new Set(lines.flatMap((line) => line.split(' ')));
const unhonouredKeywords = split(unhonoured);
const knownKeywords = new Set([
  ...split(honoured),
  ...split(meaningless),
  ...unhonouredKeywords,
  ...diverting.keys(),
]);

export function isKnownKeyword(keyword: string): boolean {
  return knownKeywords.has(keyword);
}

/** Lists what a user set and this transport ignores, as `Keyword value (file:line)`. */
export function listUnhonoured(values: ConfigValues): string[] {
  const found: string[] = [];
  for (const directive of values) {
    if (!unhonouredKeywords.has(directive.keyword)) continue;
    if (!isOff(directive)) found.push(describe(directive));
  }
  return found;
}

/** Throws CONNECTION for a keyword that leads the connection elsewhere and that this transport cannot honour. */
export function refuseDiverting(values: ConfigValues): void {
  for (const directive of values) {
    const instead = diverting.get(directive.keyword);
    if (instead === undefined || isOff(directive)) continue;
    throw connectionError(
      [`mitorun does not honour ${describe(directive)}, without which ssh would act otherwise`],
      { hint: instead },
    );
  }
}

function isOff({ rest }: Directive): boolean {
  return /^"?(no|none|false|default)\b/i.test(rest);
}

function describe({ keyword, rest, file, line }: Directive): string {
  return `${keyword} ${rest} (${line === 0 ? "ssh's arguments" : `${file}:${line}`})`;
}
