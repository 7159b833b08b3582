// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

// The opinion of @sigstore/verify on each folder named after the modules' own: a line with `accept` or
// `refuse` for each, and the reason. With TIMES in the environment, also how many milliseconds each took.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const [modules, ...folders] = process.argv.slice(2);
const require = createRequire(join(modules, 'package.json'));
const { bundleFromJSON } = require('@sigstore/bundle');
const { TrustedRoot } = require('@sigstore/protobuf-specs');
const { Verifier, toSignedEntity, toTrustMaterial } = require('@sigstore/verify');

for (const folder of folders) {
  const read = (name) => readFileSync(join(folder, name));
  const started = performance.now();
  let opinion = 'accept';
  try {
    const root = TrustedRoot.fromJSON(JSON.parse(read('trusted_root.json')));
    const bundle = bundleFromJSON(JSON.parse(read('bundle.json')));
    const [identity, issuer] = read('identity').toString().split('\n');
    const policy = { subjectAlternativeName: identity, extensions: { issuer } };
    const verifier = new Verifier(toTrustMaterial(root), { tlogThreshold: 1, ctlogThreshold: 1, timestampThreshold: 1 });
    verifier.verify(toSignedEntity(bundle, read('release.txt')), policy);
  } catch (error) {
    opinion = `refuse ${error.code ?? error.name} ${error.message.split('\n')[0]}`;
  }
  console.log(process.env.TIMES ? `${opinion} ${(performance.now() - started).toFixed(2)}` : opinion);
}
