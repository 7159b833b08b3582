# SPDX-FileCopyrightText: 2026 The Freigabe authors
# SPDX-License-Identifier: EUPL-1.2
"""Writes the SPDX 2 files named on standard input, one a line, in three notations by spdx-tools: into
the folder named as argument, as `<number>.spdx.json`, `<number>.spdx.yaml` and `<number>.spdx`."""

import logging
import sys

from spdx_tools.spdx.parser.parse_anything import parse_file
from spdx_tools.spdx.writer.write_anything import write_file

logging.disable(logging.CRITICAL)

for number, path in enumerate(sys.stdin.read().splitlines()):
    document = parse_file(path)
    for ending in ("spdx.json", "spdx.yaml", "spdx"):
        write_file(document, f"{sys.argv[1]}/{number}.{ending}", validate=False)
