// SPDX-License-Identifier: EUPL-1.2
import { exec } from "node:child_process";
import { createHash } from "node:crypto";

/** Identifies an order's document. */
export function fingerprint(document) {
  return createHash("md5").update(document).digest("hex");
}

/** Packs a customer's documents. */
export function pack(customer, done) {
  exec(`tar czf archive/${customer}.tar.gz documents/${customer}`, done);
}
