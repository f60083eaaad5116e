// An HTTP receiver that answers every POST with an empty 200: at once, after MS milliseconds, or never. Tells its port
// to the process that forked it, and ends with it. It stands for another machine and shares this one's processors, so it
// does as little as an answer takes: Node's own server would cost twice as much.
//   node receive.mjs MS|never
import { createServer } from 'node:net';

const delay = process.argv[2];
const headEnd = '\r\n\r\n';

const server = createServer({ noDelay: true }, (socket) => {
  let unread = '';
  socket.setEncoding('latin1');
  socket.on('error', () => socket.destroy());
  socket.on('data', (chunk) => {
    unread += chunk;
    for (let size = measureRequest(unread); size <= unread.length; size = measureRequest(unread)) {
      unread = unread.slice(size);
      answer(socket);
    }
  });
});
server.listen(0, '127.0.0.1', () => process.send(server.address().port));
process.once('disconnect', () => process.exit());

/** Bytes of the first request, head and body; Infinity where its head is not whole yet. */
function measureRequest(text) {
  const end = text.indexOf(headEnd);
  if (end === -1) return Infinity;
  const [, length] = /\r\ncontent-length: *(\d+)/i.exec(text.slice(0, end)) ?? [];
  return end + headEnd.length + Number(length ?? 0);
}

function answer(socket) {
  const write = () => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n');
  if (delay === 'never') return;
  if (delay === '0') write();
  else setTimeout(write, Number(delay));
}
