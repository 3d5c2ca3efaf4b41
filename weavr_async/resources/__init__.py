"""What can be done on behalf of an identity, one module for each kind of thing, in the user's words."""
