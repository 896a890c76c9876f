"""XML files as a stream of records, with the line of each, and nothing that XML can do to harm.

Document type declarations, entities and external references are refused as soon as they are met:
no official list has them, and they are how a small file is made to fill the memory or to read other
files. Depth and length of text are limited.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any
from xml.parsers import expat

import attrs

from screenlib.errors import ImportFormatError
from screenlib.lists.importers.reading import LONGEST_FIELD, Source, check_kind, refuse

__all__ = ["Node", "read_records"]

_DEEPEST = 64
_CHUNK = 1 << 16


@attrs.define(slots=True, eq=False)
class Node:
    """One element: its local name, attributes, the line it begins on, and its content in order."""

    tag: str
    attributes: dict[str, str]
    line: int
    content: list[Node | str]

    def all(self, tag: str) -> list[Node]:
        """The children of that name."""
        return [item for item in self.content if isinstance(item, Node) and item.tag == tag]

    def first(self, tag: str) -> Node | None:
        """The first child of that name, or None."""
        for item in self.content:
            if item.__class__ is Node and item.tag == tag:
                return item
        return None

    def text(self, *path: str) -> str:
        """The text below the first child at the path, with white space collapsed; "" if none."""
        node: Node | None = self
        for tag in path:
            node = node.first(tag) if node is not None else None
        if node is None:
            return ""
        content = node.content
        # Most elements hold one piece of text, or nothing.
        if not content:
            return ""
        if len(content) == 1 and isinstance(content[0], str):
            return " ".join(content[0].split())
        return " ".join("".join(node.pieces()).split())

    def texts(self, *path: str) -> list[str]:
        """The texts of all elements at the path that hold any."""
        nodes = [self]
        for tag in path:
            nodes = [child for node in nodes for child in node.all(tag)]
        return [text for node in nodes if (text := node.text())]

    def pieces(self) -> Iterator[str]:
        """The text in it and below it, piece by piece."""
        for item in self.content:
            if isinstance(item, str):
                yield item
            else:
                yield from item.pieces()


def read_records(source: Source, tags: Iterable[str], root: Iterable[str]) -> Iterator[Node]:
    """The elements of the given names, each whole, in document order; first of all the root
    element, without content, for its attributes.

    Elements inside a record belong to it. What stands outside of records is passed over.

    Raises:
        ImportFormatError: not well-formed, cut off, another root than one of `root`, or harmful.
    """
    check_kind(source)
    reader = _Reader(source, frozenset(tags), frozenset(root))
    content = source.content
    for start in range(0, len(content), _CHUNK):
        reader.feed(content[start : start + _CHUNK], final=False)
        yield from reader.take()
    reader.feed(b"", final=True)
    yield from reader.take()


class _Reader:
    def __init__(self, source: Source, tags: frozenset[str], root: frozenset[str]) -> None:
        self.source = source
        self.tags = tags
        self.root = root
        self.open: list[Node] = []
        self.depth = 0
        self.length = 0
        self.ready: list[Node] = []
        self.parser = parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end
        parser.CharacterDataHandler = self.characters
        parser.StartDoctypeDeclHandler = self.forbidden
        parser.EntityDeclHandler = self.forbidden
        parser.ExternalEntityRefHandler = self.forbidden

    def feed(self, chunk: bytes, *, final: bool) -> None:
        try:
            self.parser.Parse(chunk, final)
        except expat.ExpatError as error:
            refuse(
                f"not well-formed XML: {expat.ErrorString(error.code)}",
                self.source,
                line=error.lineno,
                column=error.offset + 1,
                advice="The file may be cut off or damaged; download it again.",
            )
        except (LookupError, ValueError) as error:
            refuse(f"the encoding that it states cannot be read: {error}", self.source, line=1)

    def take(self) -> list[Node]:
        ready, self.ready = self.ready, []
        return ready

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        self.depth += 1
        if self.depth > _DEEPEST:
            self.fail(f"elements are nested more than {_DEEPEST} deep")
        if self.depth == 1:
            if name not in self.root:
                expected = " or ".join(sorted(self.root))
                self.fail(f"the root element is <{tag}>, not <{expected}>")
            self.ready.append(Node(name, attributes, self.parser.CurrentLineNumber, []))
        if self.open or name in self.tags:
            node = Node(name, attributes, self.parser.CurrentLineNumber, [])
            if self.open:
                self.open[-1].content.append(node)
            else:
                self.length = 0
            self.open.append(node)

    def end(self, _tag: str) -> None:
        self.depth -= 1
        if self.open:
            node = self.open.pop()
            if not self.open:
                self.ready.append(node)

    def characters(self, text: str) -> None:
        if self.open:
            self.length += len(text)
            if self.length > LONGEST_FIELD:
                self.fail(f"an entry of more than {LONGEST_FIELD:,} characters")
            self.open[-1].content.append(text)

    def forbidden(self, *_: Any) -> int:
        self.fail("a document type or entity declaration; no list has one, and it can do harm")
        return 0

    def fail(self, problem: str) -> None:
        raise ImportFormatError(
            problem,
            file=self.source.name,
            line=self.parser.CurrentLineNumber,
            column=self.parser.CurrentColumnNumber + 1,
        )
