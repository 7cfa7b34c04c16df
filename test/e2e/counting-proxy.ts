import { createConnection, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** A TCP proxy with a fixed one-way delay that counts bytes and round trips between a client and a server. */
export interface CountingProxy {
  readonly port: number;
  /** Bytes both ways, and how often the client spoke after having listened, since the last call. */
  take(): { readonly bytes: number; readonly roundTrips: number };
  /** Until nothing has passed for a while: a closed channel's farewells are then over. */
  quiet(): Promise<void>;
  /** Cuts every connection without a farewell. */
  cut(): void;
  close(): Promise<void>;
}

export async function startCountingProxy(serverPort: number, delay: number): Promise<CountingProxy> {
  let bytes = 0;
  let roundTrips = 0;
  let lastPassed = Date.now();
  let lastSpeaker: 'client' | 'server' = 'server';
  const sockets = new Set<Socket>();
  const pass = (from: Socket, to: Socket, speaker: 'client' | 'server') => {
    sockets.add(from);
    from.on('data', (data: Buffer) => {
      bytes += data.length;
      lastPassed = Date.now();
      if (speaker === 'client' && lastSpeaker === 'server') roundTrips++;
      lastSpeaker = speaker;
      setTimeout(() => to.write(data), delay);
    });
    from.on('error', () => undefined);
    from.on('close', () => {
      sockets.delete(from);
      to.destroy();
    });
  };
  const server: Server = createServer((client) => {
    const onward = createConnection(serverPort, '127.0.0.1');
    pass(client, onward, 'client');
    pass(onward, client, 'server');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port');
  return {
    port: address.port,
    take() {
      const taken = { bytes, roundTrips };
      bytes = 0;
      roundTrips = 0;
      return taken;
    },
    async quiet() {
      while (Date.now() - lastPassed < 10 * delay) await sleep(delay);
    },
    cut() {
      for (const socket of sockets) socket.destroy();
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
