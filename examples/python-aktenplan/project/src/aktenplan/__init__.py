"""Checks the file numbers of a filing plan."""
