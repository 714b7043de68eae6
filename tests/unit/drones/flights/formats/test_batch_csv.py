"""A table of flights: encodings, separators, quoted line breaks, and every fault with its row and column."""

import pytest

from drones.flights.formats.batch_csv import COLUMNS, MOST_ROWS, read_table, write_table

HEADER = ",".join(COLUMNS)
ROW = (
    'V-1,SER,Awa,survey,VLOS,circle,"13.8, -10.8",200,,0,60,AGL,'
    "2026-11-24 07:00,2026-11-24 08:00,0022370000000,"
)


def table(*rows, header=HEADER, encoding="utf-8"):
    return read_table("\r\n".join([header, *rows]).encode(encoding))


def found(read):
    return [(one.row, one.column, one.fault.code.rsplit(".", 1)[1]) for one in read.faults]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_accents_are_read_in_every_usual_encoding(encoding):
    read = table(ROW.replace("Awa", "Moussa Keïta"), encoding=encoding)
    assert read.faults == []
    assert read.rows[0].cells["pilot"] == "Moussa Keïta"


def test_semicolons_french_headers_and_decimal_commas_are_read():
    header = ";".join(COLUMNS.values())
    row = (
        "V-1;SER;Awa;cartographie;VLOS;cercle;13,8 -10,8;200,5;;0;60;AGL;24/11/2026 07:00;24/11/2026 08:00;1;"
    )
    read = table(row, header=header)
    assert read.faults == []
    assert read.rows[0].cells["radius_m"] == "200,5"


def test_a_quoted_line_break_stays_in_its_cell_and_rows_are_counted_as_a_spreadsheet_does():
    corridor = ROW.replace('"13.8, -10.8"', '"13.8, -10.8\n13.9, -10.8"')
    read = table(corridor, "", ROW.replace("SER", "=1+1"))
    assert read.rows[0].cells["positions"] == "13.8, -10.8\n13.9, -10.8"
    assert found(read) == [(4, "aircraft", "cell_formula")]
    assert read.faults[0].value == "=1+1"


@pytest.mark.parametrize("cell", ["=HYPERLINK(1)", "@SUM(1)", "-2+3+cmd|' /C calc'!A0", "+cmd|x"])
def test_a_cell_that_a_spreadsheet_would_reckon_is_refused(cell):
    assert found(table(ROW + f'"{cell}"')) == [(2, "notes", "cell_formula")]


def test_a_telephone_number_and_a_dash_are_no_formulas():
    read = table(ROW.replace("0022370000000", "+223 70 00 00 00") + "- près du puits")
    assert read.faults == []


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty_file"),
        (b" \r\n \r\n", "empty_file"),
        (b"\x00\x01\x02", "not_text"),
        (b"a" * 2_000_001, "too_large"),
        (HEADER.encode(), "batch_empty"),
        (b"hello", "column_unknown"),
        (f'{HEADER}\n"open,'.encode(), "quote_open"),
        (f"{HEADER}\n{'x' * 200_000}".encode(), "cell_too_long"),
        (f"{HEADER},aircraft\n{ROW}".encode(), "column_twice"),
        (HEADER.replace("datum,", "").encode(), "column_missing"),
        (f"{HEADER}\n{ROW},,more".encode(), "cells_too_many"),
        (b"sep=;\n", "column_missing"),
        (b'""\n', "column_missing"),
    ],
)
def test_what_is_no_table_is_refused_by_name(data, code):
    assert code in {one.fault.code.rsplit(".", 1)[1] for one in read_table(data).faults}


def test_one_row_too_many_is_named():
    read = table(*[ROW] * (MOST_ROWS + 1))
    assert found(read) == [(MOST_ROWS + 2, "", "batch_too_many")]


def test_what_is_written_is_read_again_and_reckons_nothing():
    cells = ["=1+1", "@x", "-10.8", "plain", "a;b", "two\nlines"]
    written = write_table(list(COLUMNS), [[*cells, *[""] * 10]], ";")
    assert written.startswith("\ufeff".encode())
    assert b";'@x;" in written
    assert read_table(written).rows[0].cells["aircraft"] == "@x"
