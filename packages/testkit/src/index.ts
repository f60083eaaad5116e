export { type HttpReceiverOptions, startHttpReceiver } from './conformance/http-receiver.js';
export { type Ended, Project, type Spawned } from './conformance/project.js';
export type { ConformanceReceiver, Offer, OfferedRecord, SinkConformance, Verdict } from './conformance/receiver.js';
export { writeRecordedRun } from './conformance/recorded-run.js';
export { sinkConformance } from './conformance/sink-conformance.js';
export { installFakeAnsible } from './install-fake-ansible.js';
export { expectTexts, type OracleEntry, readOracle } from './oracle.js';
export { createRandom, type Random } from './random.js';
export type { Scenario } from './scenario.js';
