"""An overlay updates and removes what its targets find, and whatever does nothing is told."""

import copy

import pytest

from scripts.renewal.openapi.overlay import Overlay, OverlayError, apply

DOCUMENT: dict[str, object] = {
    "openapi": "3.1.0",
    "tags": [{"name": "a"}, {"name": "b"}, {"name": "c"}],
    "paths": {"/a": {"get": {"responses": {"200": {"description": "Fine."}}}, "parameters": []}, "/b": {"get": {}}},
    "required": ["one", "two", "three", "two"],
}


def overlay(*actions: dict[str, object]) -> Overlay:
    """An overlay of the given actions."""
    return Overlay.of({"overlay": "1.0.0", "info": {"title": "Ours", "version": "1"}, "actions": list(actions)})


def test_an_update_merges_objects_and_keeps_what_it_does_not_name() -> None:
    """Objects are merged to any depth."""
    result = apply(overlay({"target": "$.paths['/a']", "update": {"get": {"responses": {"404": {}}}}}), DOCUMENT)
    paths = result.root["paths"]
    assert isinstance(paths, dict)
    assert paths["/a"]["get"]["responses"] == {"200": {"description": "Fine."}, "404": {}}
    assert result.stale == ()


def test_an_update_appends_to_a_list_and_joins_lists_inside_of_an_object() -> None:
    """A list as target gets one more element; a list within the update is joined to the one that is there."""
    appended = apply(overlay({"target": "$.tags", "update": {"name": "d"}}), DOCUMENT).root
    assert appended["tags"] == [{"name": "a"}, {"name": "b"}, {"name": "c"}, {"name": "d"}]
    joined = apply(overlay({"target": "$", "update": {"required": ["four"]}}), DOCUMENT).root
    assert joined["required"] == ["one", "two", "three", "two", "four"]


def test_an_element_of_a_list_can_be_updated() -> None:
    """A filter finds the element wherever it stands."""
    result = apply(overlay({"target": "$.tags[?@.name == 'b']", "update": {"x": 1}}), DOCUMENT)
    assert result.root["tags"] == [{"name": "a"}, {"name": "b", "x": 1}, {"name": "c"}]


def test_every_match_is_removed_from_a_list() -> None:
    """Removing one does not move the others away from under the action."""
    result = apply(overlay({"target": "$.required[?@ == 'two']", "remove": True}), DOCUMENT)
    assert result.root["required"] == ["one", "three"]
    assert apply(overlay({"target": "$.tags[0, 2]", "remove": True}), DOCUMENT).root["tags"] == [{"name": "b"}]


def test_actions_see_what_those_before_them_did() -> None:
    """Removing and updating again replaces a value."""
    replace = overlay({"target": "$.required", "remove": True}, {"target": "$", "update": {"required": ["one"]}})
    assert apply(replace, DOCUMENT).root["required"] == ["one"]


def test_the_document_itself_stays_as_it_is() -> None:
    """The overlay works upon a copy, and gives away nothing of its own."""
    before = copy.deepcopy(DOCUMENT)
    actions = overlay({"target": "$.paths[*]", "update": {"servers": [{"url": "/"}]}})
    first = apply(actions, DOCUMENT).root["paths"]
    assert before == DOCUMENT
    assert isinstance(first, dict)
    first["/a"]["servers"][0]["url"] = "/changed"
    assert first["/b"]["servers"] == [{"url": "/"}]


@pytest.mark.parametrize("action", [{"remove": True}, {"update": {"a": 1}}])
def test_an_action_that_finds_nothing_is_told(action: dict[str, object]) -> None:
    """The vendor has moved what the action is about."""
    result = apply(overlay({"target": "$.paths['/gone']", **action}), DOCUMENT)
    assert [(stale.action.target, stale.why) for stale in result.stale] == [("$.paths['/gone']", "finds nothing")]


def test_an_action_that_changes_nothing_is_told() -> None:
    """The vendor says the same by now."""
    result = apply(overlay({"target": "$.tags[0]", "update": {"name": "a"}}), DOCUMENT)
    assert [(stale.action.target, stale.why) for stale in result.stale] == [("$.tags[0]", "changes nothing")]


@pytest.mark.parametrize(
    ("action", "said"),
    [
        ({"update": {}}, "needs a target"),
        ({"target": "$.a", "description": "does nothing"}, "either updates or removes"),
        ({"target": "$.a", "update": {}, "remove": True}, "either updates or removes"),
        ({"target": "$.a[", "remove": True}, "no JSONPath"),
        ({"target": "$.a", "copy": "$.b", "remove": True}, "has no copy"),
    ],
)
def test_an_action_that_is_not_well_formed_is_refused(action: dict[str, object], said: str) -> None:
    """A mistake in the overlay is found before anything is applied."""
    with pytest.raises(OverlayError, match=said):
        overlay(action)


@pytest.mark.parametrize(
    "action",
    [
        {"target": "$.openapi", "update": {"a": 1}},
        {"target": "$.paths", "update": "text"},
        {"target": "$", "remove": True},
    ],
)
def test_an_action_that_cannot_be_carried_out_is_refused(action: dict[str, object]) -> None:
    """Only objects and lists are updated, and the document as a whole stays."""
    with pytest.raises(OverlayError):
        apply(overlay(action), DOCUMENT)


@pytest.mark.parametrize(
    "root",
    [
        {"overlay": "1.1.0", "info": {"title": "Ours", "version": "1"}, "actions": [{"target": "$", "update": {}}]},
        {"overlay": "1.0.0", "info": {"title": "Ours"}, "actions": [{"target": "$", "update": {}}]},
        {"overlay": "1.0.0", "info": {"title": "Ours", "version": "1"}, "actions": []},
    ],
)
def test_an_overlay_of_another_make_is_refused(root: dict[str, object]) -> None:
    """Version, title and at least one action have to be there."""
    with pytest.raises(OverlayError):
        Overlay.of(root)
