# SPDX-License-Identifier: EUPL-1.2
"""Command line."""

import click
from jinja2 import Template

from .number import parse
from .plan import Plan

LINE = Template("{{ number }}: {{ path | join(' > ') }}")


@click.command()
@click.argument("plan", type=click.File(encoding="utf-8"))
@click.argument("numbers", nargs=-1, required=True)
def main(plan, numbers):
    """Say where each of NUMBERS belongs in PLAN."""
    known = Plan.load(plan)
    for text in numbers:
        try:
            number = parse(text)
            click.echo(LINE.render(number=number, path=known.path(number)))
        except ValueError as e:
            raise click.ClickException(str(e)) from e
        except KeyError as e:
            raise click.ClickException(f"{text}: no group {e.args[0]} in the plan") from e
