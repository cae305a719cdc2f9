"""YAML and JSON read strictly: no aliases, no repeated keys, exact decimals, a limit on size and depth."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import Any

import yaml

from tiao.errors import Misuse

# A facts file is a page or two of text; more than this is a mistake or an attack.
MAX_BYTES = 1 << 20
MAX_DEPTH = 30
_INTEGER = re.compile(r"[-+]?[0-9]{1,30}\Z")
_DECIMAL = re.compile(r"[-+]?[0-9]{1,30}\.[0-9]{0,30}\Z")


class _Strict(yaml.SafeLoader):
    """SafeLoader without aliases and repeated keys, with exact numbers."""

    depth = 0

    def compose_node(self, parent: yaml.nodes.Node | None, index: int) -> yaml.nodes.Node | None:
        if self.check_event(yaml.events.AliasEvent):
            event: Any = self.peek_event()  # type: ignore[no-untyped-call]
            raise Misuse("Aliases (*name) are not allowed in this file.", _line(event), "Write it out.")
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise Misuse("The file is nested too deeply.", "", f"At most {MAX_DEPTH} levels are read.")
        node = super().compose_node(parent, index)
        self.depth -= 1
        return node


def _line(marked: Any) -> str:
    mark = getattr(marked, "start_mark", None)
    return f"line {mark.line + 1}" if mark is not None else ""


def _mapping(loader: _Strict, node: yaml.nodes.MappingNode) -> dict[Any, Any]:
    result: dict[Any, Any] = {}
    for key_node, value_node in node.value:
        if not isinstance(key_node, yaml.nodes.ScalarNode):
            raise Misuse("A key must be a plain word.", _line(key_node), "Write key: value.")
        key = loader.construct_object(key_node, deep=True)
        if key in result:
            raise Misuse("The same key stands twice.", _line(key_node), "Keep one of them.")
        result[key] = loader.construct_object(value_node, deep=True)
    return result


def _integer(loader: _Strict, node: yaml.nodes.ScalarNode) -> int:
    # YAML 1.1 would read 010 as eight and 1:30 as ninety: a figure in a case file means what it says.
    text = str(loader.construct_scalar(node)).replace("_", "")
    if not _INTEGER.match(text):
        raise Misuse("A number is not written as plain digits.", _line(node), "Write for instance 5000.")
    return int(text)


def _decimal(loader: _Strict, node: yaml.nodes.ScalarNode) -> Decimal:
    text = str(loader.construct_scalar(node)).replace("_", "")
    if not _DECIMAL.match(text):
        raise Misuse("A number is not written as plain decimals.", _line(node), "Write for instance 4999.99.")
    return Decimal(text)


def _plain(loader: _Strict, node: yaml.nodes.Node) -> Any:
    raise Misuse("This kind of YAML value is not used here.", _line(node), "Use text, numbers, dates, lists and maps.")


_Strict.add_constructor("tag:yaml.org,2002:map", _mapping)
_Strict.add_constructor("tag:yaml.org,2002:int", _integer)
_Strict.add_constructor("tag:yaml.org,2002:float", _decimal)
for _tag in ("binary", "omap", "pairs", "set"):
    _Strict.add_constructor(f"tag:yaml.org,2002:{_tag}", _plain)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) != len(pairs):
        raise Misuse("The same key stands twice.", "", "Keep one of them.")
    return result


def _no_constant(name: str) -> Any:
    raise Misuse("A number is not a number.", "", "Write for instance 4999.99.")


def load(text: str, where: str = "") -> Any:
    """Read YAML or JSON text.

    Args:
        text: the file's text, at most 1 MiB.
        where: how an error names the file.

    Returns:
        Plain dicts, lists, texts, ints, ``Decimal`` for numbers with a point, dates, booleans and None.

    Raises:
        Misuse: too large or deep, aliases, repeated keys, or neither YAML nor JSON.
    """
    if len(text.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        raise Misuse("The file is too large for a facts file.", where, "At most 1 MiB is read.")
    try:
        if text.lstrip().startswith("{"):
            try:
                return json.loads(text, object_pairs_hook=_once, parse_float=Decimal, parse_constant=_no_constant)
            except json.JSONDecodeError:
                pass  # a YAML flow mapping starts with the same bracket
        return yaml.load(text, Loader=_Strict)
    except Misuse as error:
        raise Misuse(error.what, ", ".join(part for part in (where, error.where) if part), error.hint) from None
    except yaml.YAMLError as error:
        place = _line(type("At", (), {"start_mark": getattr(error, "problem_mark", None)}))
        raise Misuse(
            "The file is neither YAML nor JSON.",
            ", ".join(p for p in (where, place) if p),
            "Check indentation, colons and quotes.",
        ) from None
    except (ValueError, RecursionError):
        raise Misuse("The file holds a value that cannot be read.", where, "Check its dates and numbers.") from None
