# SPDX-License-Identifier: EUPL-1.2
"""File numbers such as 12.03-7/2026."""

import re
from dataclasses import dataclass

_FORM = re.compile(r"(?P<group>\d{2}(?:\.\d{2})*)-(?P<serial>[1-9]\d*)/(?P<year>\d{4})")


@dataclass(frozen=True)
class FileNumber:
    group: str
    serial: int
    year: int

    def __str__(self) -> str:
        return f"{self.group}-{self.serial}/{self.year}"


def parse(text: str) -> FileNumber:
    """Read a file number; ValueError on anything else."""
    m = _FORM.fullmatch(text.strip())
    if m is None:
        raise ValueError(f"not a file number: {text!r}")
    return FileNumber(m["group"], int(m["serial"]), int(m["year"]))
