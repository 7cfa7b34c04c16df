/** What bin/mitorun tells of this process: a set of bits, one for each signal that it was started to ignore. */
const told = 'MITORUN_IGNORED_SIGNALS';

const bits = { SIGHUP: 1 << 0, SIGINT: 1 << 1, SIGTERM: 1 << 14 } as const;

/** The signals that whoever started this process has had it ignore. Takes the word of it from the environment. */
export function ignoredSignals(environment: NodeJS.ProcessEnv): ReadonlySet<keyof typeof bits> {
  const set = Number(environment[told] ?? 0);
  Reflect.deleteProperty(environment, told);
  const names = Object.keys(bits) as (keyof typeof bits)[];
  return new Set(names.filter((name) => (set & bits[name]) !== 0));
}
