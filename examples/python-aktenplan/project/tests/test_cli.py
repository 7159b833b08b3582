import io
import os

import pytest
from click.testing import CliRunner

from aktenplan.cli import main
from aktenplan.plan import Plan

PLAN = 'groups:\n  "12": Bauwesen\n  "12.03": Genehmigungen\n'


@pytest.fixture
def plan(tmp_path):
    f = tmp_path / "plan.yaml"
    f.write_text(PLAN, encoding="utf-8")
    return str(f)


def test_says_where_a_file_belongs(plan):
    result = CliRunner().invoke(main, [plan, "12.03-7/2026"])
    assert result.output == "12.03-7/2026: Bauwesen > Genehmigungen\n"


def test_unknown_group_fails(plan):
    result = CliRunner().invoke(main, [plan, "99-1/2026"])
    assert result.exit_code == 1 and "no group 99" in result.output


def test_plan_without_groups_is_refused():
    with pytest.raises(ValueError):
        Plan.load(io.StringIO("- a\n"))


@pytest.mark.skipif("AKTENPLAN_KGST" not in os.environ, reason="needs the licensed model plan, see AKTENPLAN_KGST")
def test_model_plan():
    with open(os.environ["AKTENPLAN_KGST"], encoding="utf-8") as f:
        assert Plan.load(f).groups
