import type { SettingsOf, SettingsSchema } from '@callboard/contract';

/** Every setting of the plugin. Times are in seconds. */
export const settings = {
  runner_socket_url: {
    type: 'any',
    required: true,
    description: 'Where to connect: tcp://host:port, ipc:///path or inproc://name; several as a list or with commas.',
  },
  zeromq_pattern: {
    type: 'string',
    enum: ['push', 'pub', 'dealer'],
    default: 'push',
    description: 'push: one receiver gets each message. pub: whoever subscribed. dealer: with acknowledgements.',
  },
  zeromq_bind: {
    type: 'boolean',
    default: false,
    description: 'Bind to the addresses instead of connecting to them; subscribers usually expect it of a publisher.',
  },
  zeromq_topic: {
    type: 'string',
    default: 'callboard.{ident}.{kind}.{name}',
    description: 'The topic of pub, the first frame. {ident}, {kind} (status, event) and {name} are filled in.',
  },
  zeromq_high_water_mark: {
    type: 'integer',
    default: 1000,
    description: 'Messages that may wait in memory for a connection; beyond it sending waits.',
  },
  zeromq_send_timeout: {
    type: 'number',
    default: 5,
    description:
      'How long sending may wait for a receiver that is not there or does not keep up, before it is retried.',
  },
  zeromq_ack_timeout: {
    type: 'number',
    default: 10,
    description: 'dealer: how long to wait for acknowledgements before what is not acknowledged is sent again.',
  },
  zeromq_linger: {
    type: 'number',
    default: 2,
    description: 'How long closing waits for messages that are still on their way.',
  },
  zeromq_server_key: {
    type: 'string',
    description: 'CURVE: the public key of the other side, as 40 characters of Z85. Switches encryption on.',
  },
  zeromq_public_key: {
    type: 'string',
    description: 'CURVE: our public key. Made anew for the run where it is not given.',
  },
  zeromq_secret_key: { type: 'string', secret: true, description: 'CURVE: the secret key that belongs to it.' },
} as const satisfies SettingsSchema;

export type ZeromqSettings = SettingsOf<typeof settings>;

const schemes = /^(tcp|ipc|inproc|ws|wss|tipc|vmci):\/\/./;

/** The addresses, checked. Throws with what to do. */
export function readAddresses(value: unknown): string[] {
  const listed = typeof value === 'string' ? value.split(',') : Array.isArray(value) ? value : [];
  const addresses = listed.map((address) => String(address).trim()).filter((address) => address !== '');
  if (addresses.length === 0) throw new Error('runner_socket_url names no address');
  for (const address of addresses) {
    if (!schemes.test(address)) {
      throw new Error(
        `runner_socket_url: ${address} is no address of ZeroMQ; it must look like tcp://host:5555 or ipc:///path`,
      );
    }
  }
  return addresses;
}

/** CURVE needs whole keys, and both halves of a pair. */
export function checkKeys(given: ZeromqSettings): void {
  const names = ['zeromq_server_key', 'zeromq_public_key', 'zeromq_secret_key'] as const;
  for (const name of names) {
    if (given[name] !== undefined && given[name].length !== 40) throw new Error(`${name} must be 40 characters of Z85`);
  }
  if ((given.zeromq_public_key === undefined) !== (given.zeromq_secret_key === undefined)) {
    throw new Error('zeromq_public_key and zeromq_secret_key belong together: give both or none');
  }
  if (given.zeromq_public_key !== undefined && given.zeromq_server_key === undefined && !given.zeromq_bind) {
    throw new Error("zeromq_server_key is missing: the other side's public key");
  }
}
