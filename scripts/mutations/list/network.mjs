/** The network: TLS with verification, and without it only where somebody allowed it for that host. */
import { stack, unit } from '../guard-of.mjs';

const BROKER = 'src/engine/network/broker-connection.ts';
const plain = (/** @type {string} */ test) =>
  unit('src/engine/network/plain-borders.test.ts', test);
const untrusted = (/** @type {string} */ test) =>
  stack('src/engine/network/untrusted.real.test.ts', test);

/** @type {readonly import('../list.mjs').Mutation[]} */
export const network = [
  {
    name: 'plain-any-host',
    point: 'plain by opt-in',
    edits: [
      {
        file: 'src/engine/network/plain-hosts.ts',
        from: 'if (encrypted.has(url.protocol) || isListed(url, plainHosts)) return;',
        to: 'if (encrypted.has(url.protocol) || plainHosts.length > 0) return;',
      },
    ],
    guard: unit(
      'src/engine/network/network.test.ts',
      'http://a.example is refused with ["b.example","example"]',
    ),
  },
  {
    name: 'plain-broker',
    point: 'plain by opt-in',
    edits: [
      {
        file: BROKER,
        from: 'refusePlain(new URL(`${protocol}://${host}:${broker.port}`), plainHosts, what);',
        to: '',
      },
    ],
    guard: plain('the broker'),
  },
  {
    name: 'plain-syncflow',
    point: 'plain by opt-in',
    edits: [
      {
        file: 'src/engine/syncflow/http.ts',
        from: "refusePlain(url, options.plainHosts, 'The server URL');",
        to: '',
      },
    ],
    guard: unit(
      'src/engine/syncflow/client.test.ts',
      'the server URL http://syncflow.example is refused',
    ),
  },
  {
    name: 'plain-livekit-rooms',
    point: 'plain by opt-in',
    edits: [
      {
        file: 'src/engine/livekit/rooms.ts',
        from: "refusePlain(address, plainHosts, 'The LiveKit server');",
        to: '',
      },
    ],
    guard: plain('the rooms of LiveKit'),
  },
  {
    name: 'plain-livekit-signal',
    point: 'plain by opt-in',
    edits: [
      {
        file: 'src/capture/livekit/signal-url.ts',
        from: "if (scheme === 'ws:' && !plainHosts.includes(url.hostname)) {",
        to: "if (scheme === 'ws:' && !Array.isArray(plainHosts)) {",
      },
    ],
    guard: stack('src/capture/livekit/links.real.test.ts', 'an unknown token, a plain connection'),
  },
  {
    name: 'plain-bucket',
    point: 'plain by opt-in',
    edits: [
      {
        file: 'src/engine/uploads/s3-destination.ts',
        from: "refusePlain(new URL(config.endpoint), plainHosts, 'The endpoint of the bucket');",
        to: '',
      },
    ],
    guard: plain('the bucket'),
  },
  {
    name: 'tls-broker',
    point: 'TLS verified',
    edits: [
      {
        file: BROKER,
        from: '    signal,\n  };',
        to: '    signal,\n    rejectUnauthorized: false,\n  };',
      },
    ],
    guard: untrusted('the broker: a certificate'),
  },
  {
    name: 'tls-everything',
    point: 'TLS verified',
    edits: [
      {
        file: 'src/engine/livekit/rooms.ts',
        from: 'this.#host = address.host;',
        to: "this.#host = address.host;\n    process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';",
      },
    ],
    guard: untrusted('the rooms of LiveKit: a certificate'),
  },
  {
    name: 'tls-signal',
    point: 'TLS verified',
    edits: [
      {
        file: 'src/capture/livekit/signal-socket.ts',
        from: 'followRedirects: false,',
        to: 'followRedirects: false,\n      rejectUnauthorized: false,',
      },
    ],
    guard: stack(
      'src/capture/livekit/signal-tls.real.test.ts',
      'a certificate of an unknown authority',
    ),
  },
  {
    name: 'authority-replaced',
    point: 'own authority',
    edits: [
      {
        file: 'src/engine/network/authorities.ts',
        from: 'own = file === null ? [] : authoritiesIn(file);',
        to: 'own = [...own, ...(file === null ? [] : authoritiesIn(file))];',
      },
    ],
    guard: stack(
      'src/engine/network/authorities.real.test.ts',
      'an authority of our own is trusted from now on',
    ),
  },
  {
    name: 'authority-unreadable',
    point: 'own authority',
    edits: [
      {
        file: 'src/engine/network/authorities.ts',
        from: "throw new RecorderError('config-bad-value', `${file} holds no certificate in PEM.`);",
        to: 'return [];',
      },
    ],
    guard: stack(
      'src/engine/network/authorities.real.test.ts',
      'a file that is no use is refused by name',
    ),
  },
  {
    name: 'redirect-followed',
    point: 'token stays at its host',
    edits: [
      { file: 'src/engine/syncflow/http.ts', from: "redirect: 'manual'", to: "redirect: 'follow'" },
    ],
    guard: unit('src/engine/syncflow/client.test.ts', 'a redirect is not followed'),
  },
  {
    name: 'monitor-everybody',
    point: 'monitor on loopback',
    edits: [
      {
        file: 'src/engine/monitor/monitor-address.ts',
        from: "const LOOPBACK = '127.0.0.1';",
        to: "const LOOPBACK = '0.0.0.0';",
      },
    ],
    guard: unit(
      'src/engine/monitor/monitor-address.test.ts',
      'a port alone is for this computer only',
    ),
  },
  {
    name: 'monitor-rebinding',
    point: 'monitor on loopback',
    edits: [
      {
        file: 'src/engine/monitor/monitor.ts',
        from: 'if (!isLoopback(this.#options.address.host)) return true;',
        to: 'if (hostHeader.length > 0) return true;',
      },
    ],
    guard: unit(
      'src/engine/monitor/monitor.test.ts',
      'it answers to the names of this computer only',
    ),
  },
  {
    name: 'monitor-methods',
    point: 'monitor takes no order',
    edits: [
      {
        file: 'src/engine/monitor/monitor.ts',
        from: "if (request.method !== 'GET' && request.method !== 'HEAD') {",
        to: "if (request.method === '') {",
      },
    ],
    guard: unit('src/engine/monitor/monitor.test.ts', 'it takes no order'),
  },
];
