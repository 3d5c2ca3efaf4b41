"""One measurement each: `python -m benchmarks.probes.<name> <arguments>` prints one JSON object."""
