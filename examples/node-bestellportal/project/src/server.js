#!/usr/bin/env node
// SPDX-License-Identifier: EUPL-1.2
import { createServer } from "node:http";
import { UAParser } from "ua-parser-js";
import { confirmation } from "./render.js";

createServer((req, res) => {
  const { browser } = UAParser(req.headers["user-agent"] ?? "");
  res.setHeader("content-type", "text/html; charset=utf-8");
  res.end(confirmation({ number: `B-${browser.name ?? "?"}`, date: Date.now(), lines: [] }));
}).listen(8080);
