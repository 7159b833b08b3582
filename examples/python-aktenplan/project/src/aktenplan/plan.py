# SPDX-License-Identifier: EUPL-1.2
"""A filing plan: groups and their names."""

from typing import TextIO

import yaml

from .number import FileNumber


class Plan:
    def __init__(self, groups: dict[str, str]):
        self.groups = groups

    @classmethod
    def load(cls, stream: TextIO) -> "Plan":
        data = yaml.safe_load(stream)
        if not isinstance(data, dict) or not isinstance(data.get("groups"), dict):
            raise ValueError("a plan needs a table 'groups'")
        return cls({str(k): str(v) for k, v in data["groups"].items()})

    def path(self, number: FileNumber) -> list[str]:
        """The names from the main group down; KeyError if a group is missing."""
        parts = number.group.split(".")
        return [self.groups[".".join(parts[: i + 1])] for i in range(len(parts))]
