"""orjson's parser."""

import orjson

decode = orjson.loads
