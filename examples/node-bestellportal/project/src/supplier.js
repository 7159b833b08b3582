// SPDX-License-Identifier: EUPL-1.2
import axios from "axios";
import { supplierApiKey } from "./config.js";

export function client(apiKey = supplierApiKey) {
  return axios.create({ baseURL: "https://supplier.example.org/v1", headers: { "x-api-key": apiKey } });
}
