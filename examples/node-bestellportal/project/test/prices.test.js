// SPDX-License-Identifier: EUPL-1.2
import { describe, test } from "node:test";
import assert from "node:assert/strict";
import { total, vat } from "../src/prices.js";

describe("vat", () => {
  test("standard rate", () => assert.equal(vat(10000), 1900));
  test("reduced rate", () => assert.equal(vat(10000, "reduced"), 700));
  test("half a cent is rounded up", () => assert.equal(vat(1050, "reduced"), 74));
  test("unknown rate is refused", () => assert.throws(() => vat(1, "luxury"), RangeError));
});

describe("total", () => {
  test("of no lines is nothing", () => assert.deepEqual(total([]), { net: 0, tax: 0, gross: 0 }));
  test("adds up the lines", () =>
    assert.deepEqual(total([{ cents: 1000, count: 2 }, { cents: 500, count: 1, rate: "reduced" }]), {
      net: 2500,
      tax: 415,
      gross: 2915,
    }));
});
