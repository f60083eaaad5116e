// Other systems, as the tests of the HTTP sink have them: real servers that keep what they are sent, or say anything.
export { Cable } from '../../plugins/http/dist-test/helpers/cable.js';
export { Authority } from '../../plugins/http/dist-test/helpers/make-certificates.js';
export { answerWith, closeReceivers, startRaw, startReceiver } from '../../plugins/http/dist-test/helpers/receivers.js';
