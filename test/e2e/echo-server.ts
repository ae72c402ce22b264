import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';

const opcodes = { more: 0, text: 1, binary: 2, close: 8 } as const;

/** A frame of a client and how many bytes it has; undefined if it is not all there. Those of clients are masked. */
function readFrame(bytes: Buffer): { opcode: number; last: boolean; data: Buffer; size: number } | undefined {
  if (bytes.length < 2) return undefined;
  const [first, second] = [bytes.readUInt8(0), bytes.readUInt8(1)];
  const short = second & 127;
  const at = short === 127 ? 10 : short === 126 ? 4 : 2;
  if (bytes.length < at + 4) return undefined;
  const length = short === 127 ? Number(bytes.readBigUInt64BE(2)) : short === 126 ? bytes.readUInt16BE(2) : short;
  const size = at + 4 + length;
  if (bytes.length < size) return undefined;
  const mask = bytes.subarray(at, at + 4);
  const data = Buffer.from(bytes.subarray(at + 4, size).map((byte, i) => byte ^ mask.readUInt8(i % 4)));
  return { opcode: first & 15, last: first >= 128, data, size };
}

/** A frame with its length as short as it can be written, which browsers demand. */
function frame(opcode: number, data: Buffer): Buffer {
  const [short, at] = data.length < 126 ? [data.length, 2] : data.length < 65_536 ? [126, 4] : [127, 10];
  const head = Buffer.alloc(at);
  head.writeUInt8(128 | opcode, 0);
  head.writeUInt8(short, 1);
  if (short === 126) head.writeUInt16BE(data.length, 2);
  if (short === 127) head.writeBigUInt64BE(BigInt(data.length), 2);
  return Buffer.concat([head, data]);
}

/** Answers an upgrade to a WebSocket (RFC 6455) that sends every message back. */
export function echo(request: IncomingMessage, socket: Duplex): void {
  const key = `${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`;
  const accept = createHash('sha1').update(key).digest('base64');
  socket.write(`HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`);
  let received: Buffer = Buffer.alloc(0);
  let parts: Buffer[] = [];
  let kind: number = opcodes.binary;
  socket.on('error', () => socket.destroy());
  socket.on('end', () => socket.end());
  socket.on('data', (chunk: Buffer) => {
    received = Buffer.concat([received, chunk]);
    for (let found = readFrame(received); found; found = readFrame(received)) {
      received = received.subarray(found.size);
      if (found.opcode === opcodes.close) return void socket.end(Buffer.from([128 | opcodes.close, 0]));
      if (found.opcode !== opcodes.more) kind = found.opcode;
      parts.push(found.data);
      if (!found.last) continue;
      socket.write(frame(kind, Buffer.concat(parts)));
      parts = [];
    }
  });
}
