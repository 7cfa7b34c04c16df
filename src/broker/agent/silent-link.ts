/** Asks the machine at the other end of a link, past whatever runs there; resolves when it answers. */
export type LinkProbe = () => Promise<void>;

/** Milliseconds within which a machine answers over a working link. */
const promptAnswer = 5000;
/** Milliseconds of silence after which TCP gives up what it has sent. Nothing is waited for longer. */
const longestSilence = 16 * 60_000;

/**
 * Decides why nothing comes: `answers` means that the machine answers, so the agent on it is at fault; `came
 * back` means that the link was silent for a while (ssh survives such an outage) and works again; `silent`
 * means that the link stays silent.
 */
export async function judgeSilence(
  probe: LinkProbe,
  limits = { promptAnswer, longestSilence },
): Promise<'answers' | 'came back' | 'silent'> {
  const answer = probe();
  if (await settlesWithin(answer, limits.promptAnswer)) return 'answers';
  return (await settlesWithin(answer, limits.longestSilence)) ? 'came back' : 'silent';
}

async function settlesWithin(awaited: Promise<void>, milliseconds: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    // The link's own socket keeps the program from ending, for as long as there is one.
    timer = setTimeout(() => resolve(false), milliseconds).unref();
  });
  try {
    return await Promise.race([awaited.then(() => true), late]);
  } finally {
    clearTimeout(timer);
  }
}
