import pytest

from aktenplan.number import FileNumber, parse


@pytest.mark.parametrize("text", ["12-1/2026", "12.03-7/2026", " 01.02.03-999/1999 "])
def test_reads_and_writes(text):
    assert str(parse(text)) == text.strip()


def test_fields():
    assert parse("12.03-7/2026") == FileNumber("12.03", 7, 2026)


@pytest.mark.parametrize("text", ["", "12.3-7/2026", "12-0/2026", "12-7/26"])
def test_refuses(text):
    with pytest.raises(ValueError):
        parse(text)
