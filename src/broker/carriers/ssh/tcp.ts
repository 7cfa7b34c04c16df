import { lookup, type LookupAddress } from 'node:dns';
import { Socket } from 'node:net';
import { promisify } from 'node:util';
import {
  connectionError,
  describeResolverError,
  describeSocketError,
  errorCode,
  interrupted,
  refuseWhenAborted,
} from './errors.ts';
import type { SshSettings } from './settings.ts';

const lookupAll = promisify(lookup);

/** Opens the TCP connection: every address of the name in turn, each with the whole timeout, as ssh does. */
export async function connectTcp(settings: SshSettings, signal?: AbortSignal): Promise<Socket> {
  const addresses = await resolve(settings);
  let lastError: Error = new Error('no address');
  for (let attempt = 0; attempt < settings.connectionAttempts; attempt++) {
    for (const { address } of addresses) {
      try {
        return await connectTo(address, settings, signal);
      } catch (error) {
        refuseWhenAborted(signal);
        lastError = error instanceof Error ? error : new Error(String(error));
      }
    }
  }
  const { host, port } = settings;
  throw connectionError([`ssh: connect to host ${host} port ${port}: ${describeSocketError(lastError)}`], {
    why: errorCode(lastError) === 'ETIMEDOUT' ? 'timedOut' : 'refused',
    hint: explain(lastError, settings),
    cause: lastError,
  });
}

async function resolve(settings: SshSettings): Promise<LookupAddress[]> {
  try {
    return await lookupAll(settings.host, { all: true, family: settings.addressFamily });
  } catch (error) {
    const text = error instanceof Error ? describeResolverError(error) : String(error);
    throw connectionError([`ssh: Could not resolve hostname ${settings.host}: ${text}`], {
      hint: 'is the name right? ansible_host may give an address',
      cause: error,
    });
  }
}

function connectTo(address: string, settings: SshSettings, signal: AbortSignal | undefined): Promise<Socket> {
  return new Promise((resolvePromise, reject) => {
    refuseWhenAborted(signal);
    const socket = new Socket();
    const giveUp = (): void => void socket.destroy(interrupted());
    signal?.addEventListener('abort', giveUp, { once: true });
    const deadline = setTimeout(() => {
      socket.destroy(Object.assign(new Error('timed out'), { code: 'ETIMEDOUT' }));
    }, settings.timeout);
    socket.once('error', (error) => {
      clearTimeout(deadline);
      signal?.removeEventListener('abort', giveUp);
      reject(error);
    });
    socket.connect(
      {
        host: address,
        port: settings.port,
        ...(settings.bindAddress === undefined ? {} : { localAddress: settings.bindAddress }),
      },
      () => {
        clearTimeout(deadline);
        signal?.removeEventListener('abort', giveUp);
        // Whoever uses the socket next has listeners of its own; until then an error is kept in `errored`.
        socket.removeAllListeners('error').on('error', () => undefined);
        socket.setNoDelay(true);
        socket.setKeepAlive(settings.tcpKeepAlive);
        resolvePromise(socket);
      },
    );
  });
}

function explain(error: Error, settings: SshSettings): string | undefined {
  const code = 'code' in error ? error.code : undefined;
  if (code === 'ETIMEDOUT') {
    return `tcp: no answer within ${settings.timeout / 1000} s; is the host up, and is the port open in its firewall?`;
  }
  if (code === 'ECONNREFUSED') return `tcp: nothing listens on port ${settings.port}; is sshd running?`;
  return undefined;
}
