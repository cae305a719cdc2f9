"""The same rows as each program dumps them, and dumps with one defect each. All values are invented."""

from __future__ import annotations

from collections.abc import Callable, Sequence

Row = Sequence[str | None]
Writer = Callable[[Sequence[str], Sequence[Row]], bytes]

TABLE = "users"


def _plain(value: str | None, prefix: str = "") -> str:
    return "NULL" if value is None else f"{prefix}'{value.replace(chr(39), chr(39) * 2)}'"


def _mysql(value: str | None) -> str:
    if value is None:
        return "NULL"
    for sign, escaped in (("\\", "\\\\"), ("'", "\\'"), ('"', '\\"'), ("\n", "\\n"), ("\r", "\\r"), ("\0", "\\0")):
        value = value.replace(sign, escaped)
    return f"'{value}'"


def _tuples(rows: Sequence[Row], cell: Callable[[str | None], str], between: str = ",") -> str:
    return between.join("(" + ",".join(cell(value) for value in row) + ")" for row in rows)


def _columns(header: Sequence[str], kind: str, left: str, right: str) -> str:
    return ",\n".join(f"  {left}{name}{right} {kind} DEFAULT NULL" for name in header)


def mysqldump(header: Sequence[str], rows: Sequence[Row], encoding: str = "utf-8", at_once: int = 400) -> bytes:
    """Rows at once in one INSERT, as mysqldump's extended inserts; names of columns from CREATE TABLE."""
    text = (
        "-- MySQL dump 10.13  Distrib 5.7.30, for Linux (x86_64)\n--\n-- Host: localhost    Database: shop\n"
        "/*!40101 SET NAMES utf8 */;\n/*!40014 SET @OLD_UNIQUE_CHECKS=@@UNIQUE_CHECKS, UNIQUE_CHECKS=0 */;\n\n"
        f"--\n-- Table structure for table `{TABLE}`\n--\n\nDROP TABLE IF EXISTS `{TABLE}`;\n"
        f"/*!40101 SET @saved_cs_client     = @@character_set_client */;\nCREATE TABLE `{TABLE}` (\n"
        f"{_columns(header, 'varchar(200)', '`', '`')},\n  PRIMARY KEY (`{header[0]}`),\n"
        f"  KEY `k` (`{header[1]}`(10))\n"
        ") ENGINE=InnoDB AUTO_INCREMENT=9 DEFAULT CHARSET=utf8 COMMENT='it''s; a (table)';\n\n"
        f"LOCK TABLES `{TABLE}` WRITE;\n/*!40000 ALTER TABLE `{TABLE}` DISABLE KEYS */;\n"
    )
    for begin in range(0, len(rows), at_once):
        text += f"INSERT INTO `{TABLE}` VALUES {_tuples(rows[begin : begin + at_once], _mysql)};\n"
    text += (
        f"/*!40000 ALTER TABLE `{TABLE}` ENABLE KEYS */;\nUNLOCK TABLES;\nDELIMITER ;;\n"
        "/*!50003 CREATE*/ /*!50017 DEFINER=`root`@`localhost`*/ /*!50003 TRIGGER `t` BEFORE INSERT ON `users`\n"
        "FOR EACH ROW BEGIN INSERT INTO `log` VALUES ('x'); END */;;\nDELIMITER ;\n-- Dump completed\n"
    )
    return text.encode(encoding)


def mysqldump_gbk(header: Sequence[str], rows: Sequence[Row]) -> bytes:
    return mysqldump(header, rows, "gb18030")


def navicat(header: Sequence[str], rows: Sequence[Row]) -> bytes:
    """One INSERT for each row, names of columns from CREATE TABLE, CR LF."""
    text = (
        "/*\n Navicat Premium Data Transfer\n\n Source Server Type    : MySQL\n Target Server Version : 50730\n*/\n\n"
        f"SET NAMES utf8mb4;\nSET FOREIGN_KEY_CHECKS = 0;\n\nDROP TABLE IF EXISTS `{TABLE}`;\n"
        f"CREATE TABLE `{TABLE}`  (\n"
        f"{_columns(header, 'varchar(255) CHARACTER SET utf8', '`', '`')}\n) ENGINE = InnoDB;\n\nBEGIN;\n"
    )
    text += "".join(f"INSERT INTO `{TABLE}` VALUES {_tuples([row], _mysql)};\n" for row in rows)
    return (text + "COMMIT;\n\nSET FOREIGN_KEY_CHECKS = 1;\n").replace("\n", "\r\n").encode()


def heidisql(header: Sequence[str], rows: Sequence[Row]) -> bytes:
    """Columns listed by the INSERT, in another order than they were made, a row on each line."""
    turned = [*range(1, len(header)), 0]
    text = (
        "-- --------------------------------------------------------\n-- HeidiSQL 版本:  11.0.0.5919\n\n"
        f"CREATE TABLE IF NOT EXISTS `{TABLE}` (\n{_columns(header, 'varchar(50)', '`', '`')}\n);\n\n"
    )
    listed = ", ".join(f"`{header[place]}`" for place in turned)
    body = _tuples([[row[place] for place in turned] for row in rows], _mysql, ",\n\t")
    return (text + f"INSERT INTO `{TABLE}` ({listed}) VALUES\n\t{body};\n").encode()


def pg_copy(header: Sequence[str], rows: Sequence[Row]) -> bytes:
    def cell(value: str | None) -> str:
        if value is None:
            return "\\N"
        for sign, escaped in (("\\", "\\\\"), ("\t", "\\t"), ("\n", "\\n"), ("\r", "\\r")):
            value = value.replace(sign, escaped)
        return value

    names = ", ".join(f'"{name}"' for name in header)
    text = (
        "--\n-- PostgreSQL database dump\n--\n\n\\restrict abc\n\nSET statement_timeout = 0;\n"
        "SET standard_conforming_strings = on;\nSELECT pg_catalog.set_config('search_path', '', false);\n\n"
        "CREATE FUNCTION public.f() RETURNS trigger\n    LANGUAGE plpgsql\n    AS $_$ BEGIN\n"
        "INSERT INTO log VALUES ('x'); RETURN 'it''s'; END; $_$;\n\n"
        f"CREATE TABLE public.{TABLE} (\n{_columns(header, 'character varying(200)', chr(34), chr(34))}\n);\n\n"
        f"COPY public.{TABLE} ({names}) FROM stdin;\n"
    )
    text += "".join("\t".join(map(cell, row)) + "\n" for row in rows)
    return (text + "\\.\n\n\nALTER TABLE ONLY public.users ADD CONSTRAINT k PRIMARY KEY (id);\n").encode()


def pg_insert(header: Sequence[str], rows: Sequence[Row]) -> bytes:
    """Quotation marks doubled, backslashes as they are."""
    made = f"CREATE TABLE public.{TABLE} (\n{_columns(header, 'text', chr(34), chr(34))}\n);\n\n"
    text = "--\n-- PostgreSQL database dump\n--\nSET standard_conforming_strings = on;\n" + made
    text += "".join(f"INSERT INTO public.{TABLE} VALUES {_tuples([row], _plain)};\n" for row in rows)
    return text.encode()


def pg_escaped(header: Sequence[str], rows: Sequence[Row]) -> bytes:
    """Strings as E'...', backslashes escaped."""

    def cell(value: str | None) -> str:
        return "NULL" if value is None else "E" + _plain(value.replace("\\", "\\\\").replace("\n", "\\n"))

    names = ", ".join(f'"{name}"' for name in header)
    return (
        "-- PostgreSQL database dump\nSET standard_conforming_strings = on;\n"
        + "".join(f"INSERT INTO {TABLE} ({names}) VALUES {_tuples([row], cell)};\n" for row in rows)
    ).encode()


def sql_server(header: Sequence[str], rows: Sequence[Row]) -> bytes:
    def cell(value: str | None) -> str:
        # A line feed in a value stays one where lines end with CR LF.
        return _plain(value, "N").replace("\n", "\0")

    names = ", ".join(f"[{name}]" for name in header)
    text = (
        "USE [shop]\nGO\n/****** Object:  Table [dbo].[users] ******/\nSET ANSI_NULLS ON\nGO\n"
        f"CREATE TABLE [dbo].[{TABLE}](\n{_columns(header, '[nvarchar](200)', '[', ']')},\n CONSTRAINT [PK] PRIMARY "
        f"KEY CLUSTERED ([{header[0]}] ASC) WITH (PAD_INDEX = OFF)\n) ON [PRIMARY]\nGO\n"
        "CREATE PROCEDURE [dbo].[p] AS\nBEGIN\n"
        "  DECLARE @a int; INSERT INTO log VALUES ('x');\nEND\nGO\nSET IDENTITY_INSERT [dbo].[users] ON \nGO\n"
    )
    for place, row in enumerate(rows):
        text += f"INSERT [dbo].[{TABLE}] ({names}) VALUES {_tuples([row], cell, ', ')}\n"
        text += "GO\n" if place % 100 == 99 else ""
    text += "SET IDENTITY_INSERT [dbo].[users] OFF\nGO\n"
    return b"\xff\xfe" + text.replace("\n", "\r\n").replace("\0", "\n").encode("utf-16-le")


def sql_server_union(header: Sequence[str], rows: Sequence[Row]) -> bytes:
    """Rows as SELECTs joined by UNION ALL, as old scripts do it."""
    text = "SET ANSI_NULLS ON\nGO\n"
    names = ", ".join(f"[{name}]" for name in header)
    for begin in range(0, len(rows), 50):
        lists = [", ".join(_plain(value, "N") for value in row) for row in rows[begin : begin + 50]]
        text += f"INSERT INTO [{TABLE}] ({names})\nSELECT " + " UNION ALL\nSELECT ".join(lists) + "\nGO\n"
    return text.encode()


def oracle(header: Sequence[str], rows: Sequence[Row]) -> bytes:
    """As SQL Developer writes it; every tenth string as q'[...]'."""
    names = ",".join(f'"{name}"' for name in header)
    text = f"REM INSERTING into SCOTT.{TABLE}\nSET DEFINE OFF;\n"
    for place, row in enumerate(rows):
        cells = [
            f"q'[{value}]'"
            if value and place % 10 == 3 and "]'" not in value
            else _plain(value).replace("NULL", "null")
            for value in row
        ]
        text += f"Insert into SCOTT.{TABLE} ({names}) values ({','.join(cells)});\n"
    return text.encode()


def oracle_all(header: Sequence[str], rows: Sequence[Row]) -> bytes:
    names = ", ".join(f'"{name}"' for name in header)
    text = "SET DEFINE OFF;\n"
    for begin in range(0, len(rows), 30):
        text += "INSERT ALL\n"
        for row in rows[begin : begin + 30]:
            text += f"  INTO {TABLE} ({names}) VALUES {_tuples([row], _plain)}\n"
        text += "SELECT * FROM dual;\n"
    return text.encode()


def sqlite(header: Sequence[str], rows: Sequence[Row]) -> bytes:
    made = f"CREATE TABLE {TABLE}({', '.join(f'{name} TEXT' for name in header)});\n"
    body = "".join(f"INSERT INTO {TABLE} VALUES{_tuples([row], _plain)};\n" for row in rows)
    return f"PRAGMA foreign_keys=OFF;\nBEGIN TRANSACTION;\n{made}{body}COMMIT;\n".encode()


def hexadecimal(header: Sequence[str], rows: Sequence[Row]) -> bytes:
    """``mysqldump --hex-blob``: text as hexadecimal digits."""

    def cell(value: str | None) -> str:
        return "NULL" if value is None else f"0x{value.encode().hex().upper()}" if value else "''"

    names = ",".join(f"`{name}`" for name in header)
    return f"-- MySQL dump 10\nINSERT INTO `{TABLE}` ({names}) VALUES {_tuples(rows, cell)};\n".encode()


WRITERS: dict[str, Writer] = {
    writer.__name__: writer
    for writer in (
        mysqldump, mysqldump_gbk, navicat, heidisql, pg_copy, pg_insert, pg_escaped, sql_server, sql_server_union,
        oracle, oracle_all, sqlite, hexadecimal,
    )
}  # fmt: skip
