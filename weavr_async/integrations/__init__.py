"""Support for other libraries, one module each: aiohttp.web, FastAPI, OpenTelemetry."""
