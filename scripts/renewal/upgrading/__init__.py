"""What `make upgrade` is made of: following the vendor's next document.

`changes` tells what is new in a vendor document, in plain words and with a verdict for the users of the SDK; `touches`
tells what of the project a change concerns. `writing` carries changes into our contract, with `translation` putting
new elements into our form and `roundtrip` keeping all else as it stands in the file. `workshop` prepares
everything aside and swaps it in at the end, and `report` says what happened.
"""
