// SPDX-License-Identifier: EUPL-1.2
import Handlebars from "handlebars";
import moment from "moment";

const PAGE = Handlebars.compile(
  "<h1>Bestellung {{number}}</h1><p>vom {{date}}</p><ul>{{#each lines}}<li>{{count}} × {{name}}</li>{{/each}}</ul>",
);

/** An order's confirmation as HTML. */
export function confirmation(order) {
  return PAGE({ ...order, date: moment.utc(order.date).format("DD.MM.YYYY") });
}
