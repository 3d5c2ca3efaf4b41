"""The standard library's parser: the unit."""

import json

decode = json.loads
