import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { type Birth, openBirth } from './birth.ts';
import type { CloudModel } from './cloud-model.ts';
import { dueReader } from './engines/due.ts';
import { freePort } from './engines/dynoxide.ts';
import { type Closers, emptyCloud, type Foundation, openFoundation } from './foundation.ts';
import { addRoutes, openGateway } from './gateway.ts';
import { openIssuer } from './issuer.ts';
import { addLocalApi, type FoundMember } from './local-api.ts';
import { openTime, type Time } from './time.ts';

/** How to start a cloud. */
export interface CloudOptions {
  /** 0 for any free port. */
  port: number;
  /** Folder of all state. */
  folder: string;
  /** Start bare: no demo, and the first move of the clock may go anywhere. */
  empty: boolean;
  foundMember: FoundMember;
  /** Forgets what handlers keep in memory between requests; after `/local/reset` it would be false. */
  forget?: () => void;
  /** Instead of the synthesized template, with the folder its entry files are relative to: for tests of the cloud itself. */
  instead?: { model: CloudModel; root: string };
}

/** A running cloud. */
export interface Cloud {
  /** `http://127.0.0.1:<port>` */
  url: string;
  model: CloudModel;
  birth: Birth;
  stop(): Promise<void>;
}

/** A second cloud in the same process takes the port of the first: handlers remember the issuer's address. */
let lastPort = 0;

async function portFor(wanted: number): Promise<number> {
  lastPort = wanted || lastPort || (await freePort());
  return lastPort;
}

function openClockwork({ clock, schedules, services, streams, client, model }: Foundation, closers: Closers): Time {
  const { machines, deliveries, functions } = services;
  const time = openTime({ clock, schedules, machines, deliveries, functions, streams, earliestDue: dueReader(client, model.table.name) });
  closers.push(() => time.stop());
  return time;
}

async function openServer(port: number, closers: Closers, addAll: (server: FastifyInstance) => void): Promise<void> {
  const server = openGateway();
  addAll(server);
  closers.push(() => server.close());
  await server.listen({ host: '127.0.0.1', port });
}

async function open(options: CloudOptions, closers: Closers, stop: () => Promise<void>): Promise<Cloud> {
  const { folder, instead, foundMember, forget, empty } = options;
  const port = await portFor(options.port);
  const url = `http://127.0.0.1:${port}`;
  const foundation = await openFoundation({ folder, instead, issuer: `${url}/local/issuer` }, closers);
  const { model, state, clock, schedules, services, outbox, pay } = foundation;
  const birth = openBirth(state);
  if (empty && birth.isNew()) birth.mark('bare');
  const issuer = await openIssuer(join(folder, 'issuer.json'), `${url}/local/issuer`);
  const time = openClockwork(foundation, closers);
  await openServer(port, closers, (server) => {
    addRoutes(server, model.routes, services.functions);
    addLocalApi(server, {
      clock,
      time,
      schedules,
      issuer,
      outbox,
      pay,
      foundMember,
      invoke(name, event) {
        const known = model.functions.find(({ entry }) => entry === `functions/${name}.ts`);
        return services.functions.invoke(known?.name ?? name, event);
      },
      mayBegin: () => birth.isBare() && clock.untouched(),
      async reset() {
        await emptyCloud(foundation, forget);
        birth.mark('bare');
      },
    });
  });
  services.machines.resume();
  services.deliveries.resume();
  foundation.streams.start();
  time.run();
  return { url, model, birth, stop };
}

/**
 * Starts the whole system on this machine from the synthesized template (本地云).
 *
 * @throws EngineMissing when the database engine is not installed for this machine; Error when the folder is in use
 */
export async function startCloud(options: CloudOptions): Promise<Cloud> {
  const closers: Closers = [];
  const stop = async (): Promise<void> => {
    for (const close of closers.splice(0).reverse()) await close();
  };
  try {
    return await open(options, closers, stop);
  } catch (error) {
    await stop();
    throw error;
  }
}
