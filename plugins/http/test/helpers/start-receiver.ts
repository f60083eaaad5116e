import { after } from 'node:test';
import { closeReceivers } from './receivers.js';

export * from './receivers.js';

// What a failed test left open.
after(closeReceivers);
