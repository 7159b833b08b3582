// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

// Has the other clients' own tools make a trust world and sign in it: authority, certificate log,
// transparency log and timestamp authority of @sigstore/mock on loopback, and @sigstore/sign.
// Writes trusted_root.json, release.txt and message.sigstore.json into the folder that is named.
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const [modules, folder] = process.argv.slice(2);
const require = createRequire(join(modules, 'package.json'));
const mock = require('@sigstore/mock');
const { FulcioSigner, MessageSignatureBundleBuilder, RekorWitness, TSAWitness } = require('@sigstore/sign');
const { bundleToJSON } = require('@sigstore/bundle');
const { generateKeyPair } = require('@sigstore/mock/dist/util/key.js');

const server = createServer();
await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
const url = `http://127.0.0.1:${server.address().port}`;
const certificates = await mock.initializeCTLog(generateKeyPair('prime256v1'));
const authority = await mock.initializeCA(generateKeyPair('prime256v1'), certificates);
const log = await mock.initializeTLog(url, generateKeyPair('prime256v1'));
const timestamps = await mock.initializeTSA(generateKeyPair('prime256v1'));
const handlers = [mock.fulcioHandler(authority), mock.rekorHandler(log), mock.tsaHandler(timestamps)];
server.on('request', (request, response) => {
  const parts = [];
  request.on('data', (part) => parts.push(part));
  request.on('end', async () => {
    const handler = handlers.find((handler) => request.url === handler.path);
    const made = await handler.fn(Buffer.concat(parts).toString());
    response.writeHead(made.statusCode, { 'content-type': made.contentType ?? 'application/json' });
    response.end(made.response);
  });
});

const claims = {
  iss: 'https://gitlab.behoerde.example',
  sub: 'https://gitlab.behoerde.example/gruppe/projekt//.gitlab-ci.yml@refs/heads/main',
  aud: 'sigstore',
};
const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
const token = `${part({ alg: 'none' })}.${part(claims)}.`;
const bundler = new MessageSignatureBundleBuilder({
  signer: new FulcioSigner({ fulcioBaseURL: url, identityProvider: { getToken: async () => token } }),
  witnesses: [new RekorWitness({ rekorBaseURL: url }), new TSAWitness({ tsaBaseURL: url })],
});
const release = Buffer.from('the release of another client\n');
const bundle = await bundler.create({ data: release });
server.close();

const base64 = (bytes) => Buffer.from(bytes.buffer ?? bytes).toString('base64');
const subject = { organization: 'mock', commonName: 'mock' };
const validFor = { start: '2020-01-01T00:00:00Z' };
const logOf = (key) => [{
  baseUrl: url,
  hashAlgorithm: 'SHA2_256',
  publicKey: { rawBytes: base64(Uint8Array.from(key)), keyDetails: 'PKIX_ECDSA_P256_SHA_256', validFor },
  logId: { keyId: createHash('sha256').update(key).digest('base64') },
}];
const chain = (...certificates) => ({ certificates: certificates.map((der) => ({ rawBytes: base64(der) })) });
const root = {
  mediaType: 'application/vnd.dev.sigstore.trustedroot+json;version=0.1',
  tlogs: logOf(log.publicKey),
  ctlogs: logOf(certificates.publicKey),
  certificateAuthorities: [{ subject, uri: url, certChain: chain(authority.rootCertificate), validFor }],
  timestampAuthorities: [{
    subject,
    uri: url,
    certChain: chain(timestamps.intCertificate, timestamps.rootCertificate),
    validFor,
  }],
};
writeFileSync(join(folder, 'trusted_root.json'), JSON.stringify(root));
writeFileSync(join(folder, 'release.txt'), release);
writeFileSync(join(folder, 'message.sigstore.json'), JSON.stringify(bundleToJSON(bundle)));
