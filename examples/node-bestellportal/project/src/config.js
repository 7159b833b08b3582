// SPDX-License-Identifier: EUPL-1.2
// The key below is made up from random letters for this example. It opens nothing.
export const supplierApiKey = "mW3rTq8ZbK5vXn1LdY7cHs9Gp2RfJ6uA";
