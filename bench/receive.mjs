// An HTTP receiver that answers every POST with an empty 200: at once, after MS milliseconds, or never. Tells its port
// to the process that forked it, and ends with it.
//   node receive.mjs MS|never
import { createServer } from 'node:http';

const delay = process.argv[2];

const server = createServer((request, response) => {
  request.resume();
  request.on('end', () => answer(response));
});
server.listen(0, '127.0.0.1', () => process.send(server.address().port));
process.once('disconnect', () => process.exit());

function answer(response) {
  if (delay === 'never') return;
  if (delay === '0') response.end();
  else setTimeout(() => response.end(), Number(delay));
}
