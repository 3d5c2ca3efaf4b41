"""What a vendor document changes in our contract."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from scripts.renewal.openapi.differences import Site, walk
from scripts.renewal.openapi.document import Document, Operation, mapping
from scripts.renewal.openapi.structure import Reader
from scripts.renewal.upgrading.change import Change, Node, Pointer, What
from scripts.renewal.upgrading.grouping import Difference, each_required, edited, shared_parameter
from scripts.renewal.upgrading.telling import Teller


def changes(vendor: Document, ours: Document) -> list[Change]:
    """Tell what the vendor's document, after the overlay, changes in ours."""
    return list(_Comparison(vendor, ours).changes())


class _Comparison:
    def __init__(self, vendor: Document, ours: Document) -> None:
        self._vendor, self._ours = vendor, ours
        # Webhooks of an API that had none are told apart: nothing of ours is there to receive them.
        received = bool(ours.section("webhooks"))
        self._theirs_by_key = {
            operation.key: operation for operation in vendor.operations() if received or operation.section == "paths"
        }
        self._ours_by_key = {operation.key: operation for operation in ours.operations()}
        self._teller = Teller(dict(pointers(ours.root)), self._ours_by_key)

    def changes(self) -> Iterator[Change]:
        if (urls := _urls(self._vendor)) != _urls(self._ours):
            words = f"the servers are {', '.join(sorted(urls)) or 'not named any more'}"
            yield Change(What.SERVERS_CHANGED, "servers", words, "calls would go to another place", breaking=True)
        moved = self._moved()
        yield from self._operations(moved)
        pairs = [*((key, key) for key in self._ours_by_key if key in self._theirs_by_key), *moved.items()]
        yield from _headers_once(self._teller.told(self._differences(pairs)))
        for operation in self._vendor.operations():
            if operation.key not in self._theirs_by_key:
                because = "nothing of ours receives webhooks of this API"
                yield Change(What.WEBHOOK_CHANGED, operation.key, f"{operation.key} is new", because)

    def _operations(self, moved: Mapping[str, str]) -> Iterator[Change]:
        for old, new in moved.items():
            yield self._told_of_operation(What.OPERATION_MOVED, self._ours_by_key[old], new)
        for key, operation in self._ours_by_key.items():
            if key not in self._theirs_by_key and key not in moved:
                yield self._told_of_operation(What.OPERATION_REMOVED, operation)
        for key, operation in self._theirs_by_key.items():
            if key not in self._ours_by_key and key not in moved.values():
                yield self._told_of_operation(What.OPERATION_ADDED, operation, key)

    def _differences(self, pairs: Iterable[tuple[str, str]]) -> list[Difference]:
        """Walk over the operations that both have."""
        theirs, ours = (Reader(document, nulls_alike=True) for document in (self._vendor, self._ours))
        found: dict[object, Difference] = {}
        for key, their_key in pairs:
            operation = self._ours_by_key[key]
            for site in walk(theirs.operation(self._theirs_by_key[their_key]), ours.operation(operation)):
                for single in each_required(site):
                    self._gather(found, operation, single)
        return list(found.values())

    def _moved(self) -> dict[str, str]:
        """Pair operations of one id under two keys."""
        new = {item.id: key for key, item in self._theirs_by_key.items() if key not in self._ours_by_key}
        gone = {key: item.id for key, item in self._ours_by_key.items() if key not in self._theirs_by_key}
        return {key: new[name] for key, name in gone.items() if name in new}

    def _told_of_operation(self, what: What, operation: Operation, new_key: str = "") -> Change:
        name = operation.id
        words, because = {
            What.OPERATION_ADDED: (f"new operation {operation.key} ({name})", "nobody calls it yet"),
            What.OPERATION_REMOVED: (f"{operation.key} ({name}) is gone", "its callers have nothing to call"),
            What.OPERATION_MOVED: (
                f"{name} moved from {operation.key} to {new_key}",
                "whether the old path still answers has to be known, for releases in use and for stored settle tokens",
            ),
        }[what]
        return Change(
            what,
            name,
            words,
            because,
            breaking=what is not What.OPERATION_ADDED,
            operations=(name,),
            node=operation.node,
            key=new_key or operation.key,
        )

    def _gather(self, found: dict[object, Difference], around: Operation, site: Site) -> None:
        node, operation = edited(site), around.id
        # Equal nodes are one place; what has no place yet is told by the way to it.
        where: object = id(shared_parameter(site) or node) if node else (operation, site.trail[:-1])
        trail = (operation, *site.trail)
        known = (where, site.trail[-1], site.kind, site.before, site.after)
        difference = found.setdefault(known, Difference(site, node, [], set(), set()))
        if operation not in difference.operations:
            difference.operations.append(operation)
        # What the vendor posts to a service is read there, like an answer.
        read = site.trail[0].startswith("response ") is not (around.section == "webhooks")
        difference.directions.add("response" if read else "request")
        difference.trails.add(trail)
        difference.always_there |= site.always


def _headers_once(changes: Iterable[Change]) -> Iterator[Change]:
    """Tell of a header that changed in many answers once, with all of them."""
    headers: dict[Change, Change] = {}
    for change in changes:
        if change.what not in {What.HEADER_ADDED, What.HEADER_REMOVED, What.HEADER_RENAMED}:
            yield change
            continue
        alike = replace(change, operations=())
        first = headers.get(alike)
        if first is None:
            headers[alike] = change
        else:
            operations = tuple(dict.fromkeys([*first.operations, *change.operations]))
            headers[alike] = replace(first, operations=operations, others=(*first.others, change.node))
    yield from headers.values()


def pointers(root: Node) -> Iterator[tuple[int, Pointer]]:
    """Give the way to each node of a document, by the node's id."""
    todo: list[tuple[object, Pointer]] = [(root, ())]
    while todo:
        node, pointer = todo.pop()
        if isinstance(node, Mapping):
            yield id(node), pointer
            todo.extend((child, (*pointer, str(key))) for key, child in node.items())
        elif isinstance(node, list):
            todo.extend((child, (*pointer, str(number))) for number, child in enumerate(node))


def _urls(document: Document) -> set[str]:
    servers = document.root.get("servers", [])
    return {str(mapping(item, "a server").get("url")) for item in servers} if isinstance(servers, list) else set()
