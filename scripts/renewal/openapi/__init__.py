"""What the project's tools know about OpenAPI documents.

`document` reads them, `overlay` applies an OpenAPI Overlay, `structure` reduces a document to what it says apart from
its wording, `differences` compares two structures, `conventions` checks what our own contract keeps to.
"""
