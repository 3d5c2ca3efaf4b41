"""A small document in the manner of the vendor's, and the project's own contract."""

import copy
from collections.abc import Mapping
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from scripts.renewal.openapi.document import load_yaml

LEDGER = """
openapi: 3.1.0
info: { title: Ledger, version: v1, description: Keeps books. }
servers:
  - { url: 'https://ledger.example/api', description: The only one. }
tags:
  - { name: books, description: Reading and writing books. }
paths:
  /books/{id}:
    get:
      operationId: bookGet
      tags: [books]
      summary: Read a book.
      description: Gives one book.
      security:
        - { key: [], bearer: [] }
      parameters:
        - $ref: '#/components/parameters/BookId'
      responses:
        '200': { $ref: '#/components/responses/BookFound' }
    patch:
      operationId: bookUpdate
      tags: [books]
      summary: Change a book.
      description: Replaces one book.
      security:
        - { key: [], bearer: [] }
      parameters:
        - $ref: '#/components/parameters/BookId'
      requestBody:
        description: The book as it shall be.
        required: true
        content:
          application/json:
            schema: { $ref: '#/components/schemas/Book' }
      responses:
        '200': { $ref: '#/components/responses/BookFound' }
        '409': { $ref: '#/components/responses/BookConflict' }
components:
  securitySchemes:
    key: { type: apiKey, name: api-key, in: header, description: A key. }
    bearer: { type: http, scheme: bearer, description: A token. }
  parameters:
    BookId:
      name: id
      in: path
      description: &book-id Id of the book.
      required: true
      schema: { description: *book-id, type: string, pattern: '^[0-9]+$' }
  headers:
    request-ref: { description: A reference., schema: { type: string } }
  responses:
    BookFound:
      description: The book.
      headers:
        request-ref: { $ref: '#/components/headers/request-ref' }
      content:
        application/json:
          schema: { $ref: '#/components/schemas/Book' }
    BookConflict:
      description: The book was not changed.
      content:
        application/json:
          schema: { $ref: '#/components/schemas/BookConflict' }
  schemas:
    Book:
      description: A book with its pages.
      type: object
      required: [title]
      properties:
        title: { description: Its title., type: string, maxLength: 50 }
        pages:
          description: Its pages, in order.
          type: array
          items: { $ref: '#/components/schemas/Page' }
    Page:
      description: One page.
      type: object
      properties:
        number: { description: Counted from 1., type: integer, minimum: 1 }
    BookConflict:
      description: Why a book was not changed.
      type: object
      properties:
        errorCode: { $ref: '#/components/schemas/BookConflictCode', description: The reason. }
    BookConflictCode:
      description: Why a book was not changed.
      type: string
      enum: [CLOSED, LENT]
"""


@pytest.fixture
def ledger() -> dict[str, object]:
    """A document with two operations, to be bent by a test."""
    tree = YAML(typ="safe", pure=True).load(LEDGER)
    assert isinstance(tree, dict)
    return copy.deepcopy(tree)


@pytest.fixture(scope="session")
def openapi_folder() -> Path:
    """Where the contract and its deviations are kept."""
    return Path(__file__).resolve().parents[3] / "openapi"


@pytest.fixture(scope="session")
def _contract(openapi_folder: Path) -> Mapping[str, object]:
    return load_yaml(openapi_folder / "backoffice.yaml")


@pytest.fixture
def contract(_contract: Mapping[str, object]) -> dict[str, object]:
    """The project's own contract, to be bent by a test."""
    return copy.deepcopy(dict(_contract))
